//! Paths into records, through the compiler, on both targets: the scenarios run them natively.

#![allow(missing_docs)]

#[path = "../../tests/src/splitting/projections.rs"]
mod projections;

pub use projections::{Conditions, Locals, Paths, Tasks};
