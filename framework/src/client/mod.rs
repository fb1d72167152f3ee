//! The browser runtime: resumes a page that the server rendered, answers events, and applies updates.
//!
//! It is compiled for `wasm32` over web-sys, and natively over a simulated DOM. It accesses a document only through
//! [`dom::Dom`]; the target decides which document that is.
//!
//! | file | content |
//! |---|---|
//! | [`kind`] | the description of an artifact: its kinds and their client functions |
//! | [`page`] | the page, and its turns |
//! | `resume` | waking client functions |
//! | `nodes` | the nodes that cross, by number |
//! | [`bind`] | setting a target to a value |
//! | `dispatch`, [`event`] | from an event to its handlers |
//! | `form` | forms that are submitted to actions |
//! | `upload` | files of such forms |
//! | `failed` | calls of actions that have failed |
//! | `trailer` | calls of idempotent actions |
//! | `element` | references to elements |
//! | `portal` | moving the content of portals |
//! | `observers` | observers of elements, for client code |
//! | `timers` | timers of client code |
//! | `connection` | the state of the connection, for client code |
//! | `window` | the window and the browser's storage, for client code |
//! | `control` | form controls and their state |
//! | `lists` | lists whose rows the browser makes |
//! | `by_hash`, `by_region` | places by a hash, values by the number of a region |
//! | [`live`] | the link to the server: batches up, updates down |
//! | [`dom`] | the DOM in use |

#[cfg(target_arch = "wasm32")]
mod allocator;
pub mod bind;
mod by_hash;
mod by_region;
mod connection;
mod control;
mod dispatch;
pub mod dom;
mod element;
pub mod event;
mod failed;
pub(crate) mod form;
mod journey;
pub mod kind;
mod lists;
pub mod live;
mod nodes;
mod observers;
pub mod page;
mod portal;
#[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
pub(crate) mod rendered;
mod resume;
#[cfg(debug_assertions)]
pub(crate) mod site;
mod timers;
mod trailer;
pub(crate) mod upload;
mod window;

pub use crate::function::Captures;
pub use connection::{Connection, connection};
pub use dom::Node;
#[doc(hidden)]
pub use element::Refer;
pub use element::{Element, NodeRef, Rect};
pub use event::{Event, RawEvent};
pub(crate) use failed::{kept_calls, retry};
pub use journey::HistoryStep;
pub(crate) use journey::follow_journey;
pub use kind::{Bound, ClientRole, Kind, Part, Registry};
#[doc(hidden)]
pub use lists::{KeyedItems, ListItems};
pub use live::{LIVE, Live};
pub use observers::{Observer, intersection_observer, resize_observer};
pub use page::Page;
pub(crate) use page::call;
#[doc(hidden)]
pub use portal::{Portal, portal};
pub use timers::{Timer, animation_frame, interval, timeout};
pub use window::{Storage, Window, storage, tab_storage, window};
