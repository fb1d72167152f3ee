//! From the values that components return to HTML and operations.

pub(crate) mod awaited;
#[cfg(debug_assertions)]
pub(crate) mod check;
pub(crate) mod contained;
pub(crate) mod content;
pub(crate) mod follow;
pub(crate) mod heads;
pub(crate) mod html;
pub(crate) mod journey;
pub(crate) mod markup;
pub(crate) mod mount;
pub(crate) mod nesting;
mod options;
pub(crate) mod patch;
mod probing;
pub(crate) mod reconcile;
pub(crate) mod refused;
pub(crate) mod structure;
pub(crate) mod tree;
