//! Watershed.

pub mod part;
pub mod wire;
