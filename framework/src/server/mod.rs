//! The server half: renders pages, keeps their sessions, and turns what changes into updates.
//!
//! | room | what |
//! |---|---|
//! | [`view`] | what a component returns, and how much of it there may be |
//! | `page_state` | what is known of the page; [`crossed`](page_state::crossed): which line of the lock each value that is sent belongs to |
//! | `stage` | what the pieces of one session share while its code runs, by what a caller may do |
//! | `render` | from what components return to HTML and operations |
//! | [`session`] | frames in, frames out: no sockets, no clock |
//! | `host` | threads, sockets and time: where sessions live |
//! | `overlay` | the books of each page, in dev mode |
//! | `http` | a request in, a response out |
//!
//! Each names only those above it.

mod host;
mod http;
#[cfg(debug_assertions)]
mod overlay;
pub mod page_state;
pub(crate) mod render;
pub mod session;
pub(crate) mod stage;
pub mod view;

pub use http::assets::use_assets;
#[cfg(feature = "testing")]
pub(crate) use http::document::whole as document;
#[cfg(feature = "testing")]
pub(crate) use http::page;
pub(crate) use http::page::set_artifact;
pub use http::router::{Cached, Pages, Served, cache, router};
#[doc(hidden)]
pub use http::serve::answer;
pub use http::serve::{serve, serve_with};
#[cfg(debug_assertions)]
pub use overlay::PageReport;
#[cfg(debug_assertions)]
#[doc(hidden)]
pub use overlay::use_overlay;
#[cfg(all(feature = "testing", debug_assertions))]
pub(crate) use overlay::{Overlay, session as overlaid};
pub(crate) use session::action::provide_action;
pub use session::task::task;
pub(crate) use stage::{starts, uses};
