//! Watershed.

// Generated code names `::watershed::rt`, in this crate too.
extern crate self as watershed;

pub mod client;
mod component;
pub mod cross;
pub mod graph;
pub mod part;
pub mod prelude;
#[doc(hidden)]
pub mod rt;
#[cfg(not(target_arch = "wasm32"))]
pub mod server;

pub use component::{Component, Page, View};
pub use cross::Cross;
