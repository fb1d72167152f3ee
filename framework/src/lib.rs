//! Watershed.

pub mod graph;
pub mod part;
