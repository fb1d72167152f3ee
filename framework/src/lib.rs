//! Watershed.

pub mod graph;
pub mod part;
pub mod wire;
