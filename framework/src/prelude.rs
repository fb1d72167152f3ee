//! Everything a component's file needs: `use watershed::prelude::*;`

#[cfg(not(target_arch = "wasm32"))]
pub use axum::Router;
pub use watershed_macros::{Cross, asset, component, composable, server, view};

pub use crate::action::{Action, action};
pub use crate::callback::{Callback, callback};
pub use crate::children::{Children, Slot};
pub use crate::client::{Event, NodeRef, event};
pub use crate::client::{Timer, animation_frame, interval, storage, timeout, window};
pub use crate::client::{intersection_observer, resize_observer};
pub use crate::component::{Error, View};
pub use crate::cross::Cross;
pub use crate::effect::{effect, on_mount};
pub use crate::graph::{
    Memo, ReadSignal, RwSignal, WriteSignal, batch, memo, on_cleanup, provide_context, signal,
    untrack, use_context,
};
pub use crate::log;
pub use crate::request::request;
pub use crate::secret::Secret;
#[cfg(not(target_arch = "wasm32"))]
pub use crate::server::{Pages, cache};
