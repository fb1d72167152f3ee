//! `view!`: from tokens to a [`View`].

mod ast;

pub use ast::*;
