//! The server half: renders pages, keeps their sessions, and turns what changes into updates.

mod action;
mod assets;
mod attendance;
mod content;
mod document;
pub(crate) mod exceeded;
mod html;
mod link;
mod live;
mod markup;
mod mount;
mod nesting;
mod numbers;
mod ops;
#[cfg(debug_assertions)]
mod overlay;
#[cfg(not(debug_assertions))]
#[path = "overlay/absent.rs"]
mod overlay;
mod pace;
pub(crate) mod page;
mod reconcile;
mod response;
mod roster;
mod router;
mod serve;
pub mod session;
mod settle;
mod socket;
mod stage;
pub mod structure;
mod task;
mod ticket;
mod tree;
mod trust;
pub mod view;
mod worker;

pub(crate) use action::provide_action;
pub use assets::use_assets;
#[cfg(feature = "testing")]
pub(crate) use document::whole as document;
#[cfg(debug_assertions)]
pub use overlay::Report;
pub(crate) use overlay::enter;
#[doc(hidden)]
pub use overlay::use_overlay;
pub(crate) use page::set_artifact;
pub use router::{Cached, Pages, Served, cache, router};
pub use serve::{serve, serve_with};
pub(crate) use stage::uses;
pub use task::task;
