//! The server half: renders pages, keeps their sessions, and turns changes into updates.
//!
//! | module | content |
//! |---|---|
//! | [`view`] | the values that components return, and how large they may be |
//! | `page_state` | the server's knowledge of the page; [`crossed`](page_state::crossed) names the line of the lock that each sent value belongs to |
//! | `stage` | the state that the pieces of one session share while its code runs |
//! | `render` | from the values that components return to HTML and operations |
//! | [`session`] | messages in, messages out: no sockets, no clock |
//! | `events` | topics, presence, and memos that follow streams, channels and time |
//! | `uploads` | files of forms, until an action takes them |
//! | `host` | threads, sockets and time: where sessions live |
//! | `overlay` | the books of each page, in dev mode |
//! | `reload` | pages that renew themselves, in dev mode |
//! | `http` | a request in, a response out |
//!
//! Each module names only those above it.

mod events;
mod host;
mod http;
#[cfg(debug_assertions)]
mod overlay;
pub mod page_state;
#[cfg(debug_assertions)]
mod reload;
pub(crate) mod render;
pub mod session;
pub(crate) mod stage;
pub(crate) mod uploads;
pub mod view;

pub use events::{Gap, Subscription, Topic, presence, stream_signal, ticks, topic, watch_signal};
#[cfg(feature = "testing")]
pub(crate) use host::guide::{RouteProbe, is_pages_own};
pub use host::memory::{SessionReport, sessions};
pub use host::renewal::RenewedVisitor;
pub use http::assets::use_assets;
#[cfg(feature = "testing")]
pub(crate) use http::document::whole as document;
pub use http::guard::{Guarded, guard};
#[cfg(feature = "testing")]
pub(crate) use http::page;
pub(crate) use http::page::set_artifact;
pub use http::router::{Cached, LayoutPages, Pages, Served, Sleepy, cache, router, sleep_after};
#[doc(hidden)]
pub use http::serve::answer;
pub use http::serve::{serve, serve_with};
pub use http::streamed::{Stream, Streamed, stream};
#[cfg(debug_assertions)]
pub use overlay::PageReport;
#[cfg(debug_assertions)]
#[doc(hidden)]
pub use overlay::use_overlay;
#[cfg(all(feature = "testing", debug_assertions))]
pub(crate) use overlay::{Overlay, session as overlaid};
#[cfg(debug_assertions)]
#[doc(hidden)]
pub use render::check::leave_unchecked;
#[cfg(feature = "testing")]
pub(crate) use render::journey::{Guidance, Guide, GuidedPage};
#[cfg(debug_assertions)]
#[doc(hidden)]
pub use render::structure::keep_rows_awake;
pub(crate) use session::action::{provide_action, provide_check};
pub(crate) use session::fetch::{
    Fetch, Loading, fetched, invalidate, name_fetch, refetch, shared, with_reloads,
};
pub use session::task::task;
pub(crate) use stage::{
    ActionForm, Failed, FetchProgress, Fetched, ProvidedAction, actions, actions_if_any,
    calls_under_way, keep_arguments, lost_state, say_of_response, starts, uses,
};
pub(crate) use uploads::{accepts, take_upload};
pub use view::limit::{LimitReport, limits};
