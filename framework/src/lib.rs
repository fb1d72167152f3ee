//! Watershed is a UI framework. One component is one function: its body runs on the server and may query a database, and
//! its event handlers run in the browser. The macros find out which parts belong where, and build two programs from one
//! source: a server (an [`axum::Router`]) and a small wasm file. There is no hydration, and nothing in a component says
//! which side it is on.
//!
//! ```no_run
//! use watershed::prelude::*;
//!
//! #[component]
//! fn Counter() -> View {
//!     let (count, set_count) = signal(0);
//!     view! {
//!         <h1>{count}</h1>
//!         <button on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
//!     }
//! }
//!
//! #[watershed::main]
//! fn main() -> Router {
//!     watershed::router().page("/", Counter)
//! }
//! ```
//!
//! `cargo watershed serve` builds both programs and serves the page. A click on this one changes a text and sends nothing,
//! because only the browser needs `count`.
//!
//! # Map
//!
//! | you want | look at |
//! |---|---|
//! | the names that an application uses | [`prelude`] |
//! | a component, its markup, shared logic | [`component`](macro@component), [`view!`](macro@view), [`composable`](macro@composable) |
//! | state | [`graph`]: [`signal`](graph::signal), [`memo`](graph::memo), contexts; [`effect()`], [`on_mount`] |
//! | values that the server loads | [`resource()`] |
//! | server code that client code calls | [`action()`], [`call_id()`], [`optimistic()`] |
//! | checks of what a browser writes | [`Validate`] |
//! | markup and client code as props | [`Children`], [`Slot`], [`Callback`] |
//! | types whose values may go to the browser, and those that may not | [`Cross`](trait@Cross), [`Secret`] |
//! | items that exist on the server only | [`server`](macro@server) |
//! | events, elements, timers, the window | [`client`] |
//! | pages, their requests, caching | [`router`], [`Pages`], [`request`], [`cache`], [`sleep_after`], [`guard`] |
//! | tests without a browser | `testing`, with the feature of that name |
//!
//! The modules [`wire`], [`part`] and [`function`] are what both halves agree on: an application does not need them.
//!
//! # Features
//!
//! `testing` adds the simulated browser. `chrono`, `indexmap`, `rust_decimal`, `smallvec`, `time`, `url` and `uuid` let values
//! of these crates cross.
//!
//! # Where to go on
//!
//! The book (`book/` in the repository) teaches it all, from a first page to deployment; its page "What runs where" has the
//! rules by which the two programs are told apart. `ARCHITECTURE.md` is the map of the source.

// Generated code names `::watershed::rt`, in this crate too.
extern crate self as watershed;

mod action;
mod callback;
mod caught;
mod children;
pub mod client;
mod component;
pub mod cross;
#[cfg(not(target_arch = "wasm32"))]
pub mod durable;
mod effect;
#[cfg(target_arch = "wasm32")]
mod events;
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub mod facts;
pub mod form;
pub mod function;
pub mod graph;
mod key;
mod log;
mod lost;
mod optimistic;
mod order;
mod pages;
pub mod part;
pub mod prelude;
mod request;
mod resource;
#[doc(hidden)]
pub mod rt;
mod secret;
#[cfg(not(target_arch = "wasm32"))]
pub mod server;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub mod testing;
mod validate;
pub mod wire;

pub use action::{Action, ActionError, ActionResult, CallError, action, call_id};
pub use callback::{Callback, callback};
pub use caught::{CaughtError, UserError};
pub use children::{Children, Slot};
pub use component::{Component, Error, Page, View};
pub use cookie::Cookie;
pub use cross::Cross;
pub use effect::{effect, on_mount};
pub use form::{Form, Redirect};
pub use optimistic::{Optimistic, OptimisticBase, optimistic};
pub use pages::{Location, Redirected, location, params, redirect, set_cookie, status};
pub use request::{Request, RequestError, request};
#[cfg(not(target_arch = "wasm32"))]
pub use resource::invalidate;
pub use resource::{Load, Resource, resource};
pub use secret::Secret;
#[cfg(not(target_arch = "wasm32"))]
pub use server::{
    Cached, Guarded, LayoutPages, Pages, Served, Sleepy, cache, guard, router, serve, sleep_after,
};
pub use validate::{CheckResult, Validate};
pub use watershed_macros::{Cross, Form, asset, component, composable, main, server, view};
