//! Watershed.

// Generated code names `::watershed::rt`, in this crate too.
extern crate self as watershed;

mod action;
mod callback;
mod children;
pub mod client;
mod component;
pub mod cross;
mod effect;
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub mod facts;
pub mod function;
pub mod graph;
mod log;
pub mod part;
pub mod prelude;
mod request;
#[doc(hidden)]
pub mod rt;
mod secret;
#[cfg(not(target_arch = "wasm32"))]
pub mod server;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub mod testing;
pub mod wire;

pub use action::{Action, action};
pub use callback::{Callback, callback};
pub use children::{Children, Slot};
pub use component::{Component, Error, Page, View};
pub use cross::Cross;
pub use effect::{effect, on_mount};
pub use request::{Request, RequestError, request};
pub use secret::Secret;
#[cfg(not(target_arch = "wasm32"))]
pub use server::{Cached, Pages, Served, cache, router, serve};
pub use watershed_macros::{Cross, asset, component, composable, main, server, view};
