//! Watershed.

pub mod client;
pub mod cross;
pub mod graph;
pub mod part;
pub mod wire;

pub use cross::Cross;
