//! The names that a file with components needs: `use watershed::prelude::*;`
//!
//! | | |
//! |---|---|
//! | components | `#[component]`, `view!`, `#[composable]`, [`View`], [`Children`], [`Slot`], [`Callback`], [`callback`], [`Error`], [`UserError`], [`CaughtError`] |
//! | state | [`signal`], [`RwSignal`], [`ReadSignal`], [`WriteSignal`], [`.validate(..)`](crate::Validate), [`memo`], [`Memo`], [`batch`], [`untrack`], [`provide_context`], [`use_context`] |
//! | code that runs for its effect | [`effect`], [`on_mount`], [`on_cleanup`], [`log!`](crate::log) |
//! | the server's side | [`resource`], [`Resource`], [`Load`], [`action`], [`Action`], [`CallError`], [`call_id`], [`optimistic`], [`request`], [`params`], [`location`], [`lost_state`], [`redirect`], [`status`], [`set_cookie`], `#[server]`, [`Secret`]; natively [`invalidate`], [`Router`], [`Pages`], [`cache`], [`guard`], [`sleep_after`], [`stream`] |
//! | server events | [`task`], [`topic`], [`presence`], [`stream_signal`], [`watch_signal`], [`ticks`] |
//! | what crosses | [`Cross`](trait@Cross) and its derive |
//! | the browser | [`Event`], [`event`], [`NodeRef`], [`window`], [`storage`], [`tab_storage`], [`connection`], [`Connection`], [`timeout`], [`interval`], [`animation_frame`], [`Timer`], [`resize_observer`], [`intersection_observer`] |

#[cfg(not(target_arch = "wasm32"))]
pub use axum::Router;
pub use watershed_macros::{Cross, Form, asset, component, composable, server, view};

pub use crate::action::{Action, CallError, action, call_id};
pub use crate::callback::{Callback, callback};
pub use crate::caught::{CaughtError, UserError};
pub use crate::children::{Children, Slot};
pub use crate::client::{Connection, connection};
pub use crate::client::{Event, NodeRef, event};
pub use crate::client::{Timer, animation_frame, interval, storage, tab_storage, timeout, window};
pub use crate::client::{intersection_observer, resize_observer};
pub use crate::component::{Error, View};
pub use crate::cross::Cross;
pub use crate::effect::{effect, on_mount};
#[cfg(target_arch = "wasm32")]
pub use crate::events::{presence, stream_signal, task, ticks, topic, watch_signal};
pub use crate::form::{Form, Redirect};
pub use crate::graph::{
    Memo, ReadSignal, RwSignal, WriteSignal, batch, memo, on_cleanup, provide_context, signal,
    untrack, use_context,
};
pub use crate::log;
pub use crate::lost::lost_state;
pub use crate::optimistic::optimistic;
pub use crate::pages::{Location, location, params, redirect, set_cookie, status};
pub use crate::request::request;
#[cfg(not(target_arch = "wasm32"))]
pub use crate::resource::invalidate;
pub use crate::resource::{Load, Resource, resource};
pub use crate::secret::Secret;
#[cfg(not(target_arch = "wasm32"))]
pub use crate::server::{
    Pages, Stream, cache, guard, presence, sleep_after, stream, stream_signal, task, ticks, topic,
    watch_signal,
};
pub use crate::validate::Validate as _;
