//! Watershed.

pub mod part;
