//! Paths into records, through the compiler, on both targets: what the scenarios run, typed for the browser too.

#![allow(missing_docs)]

#[path = "../../tests/src/splitting/projections.rs"]
mod projections;

pub use projections::{Conditions, Locals, Paths};
