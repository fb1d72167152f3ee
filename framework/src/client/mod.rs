//! The browser runtime: resumes a page that the server rendered, answers events, and applies updates.
//!
//! It is compiled for `wasm32` over web-sys and, behind the feature `testing`, natively over a simulated DOM. What
//! it says to a document it says through [`dom::Dom`]; which document that is, the target decides.

pub mod dom;
pub mod event;
pub mod kind;

pub use dom::Node;
pub use event::{Event, RawEvent};
pub use kind::{Bound, Captures, Kind, Part, Registry, What};
