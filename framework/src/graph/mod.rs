//! The reactive graph: signals, memos, effects, and the scopes that own them. The browser and the server run this same
//! code, which knows neither of them.

mod access;
mod attempt;
mod batch;
mod context;
#[cfg(not(target_arch = "wasm32"))]
mod counted;
mod current;
#[cfg(not(target_arch = "wasm32"))]
mod draft;
mod edges;
#[cfg(not(target_arch = "wasm32"))]
mod follow;
#[doc(hidden)]
pub mod hooks;
mod memo;
mod node;
mod pool;
#[cfg(not(target_arch = "wasm32"))]
mod probe;
mod propagate;
mod queue;
#[cfg(target_arch = "wasm32")]
mod reclaim;
#[cfg(not(target_arch = "wasm32"))]
mod rest;
mod run;
mod runtime;
mod scope;
mod selector;
mod shared;
mod signal;
mod table;
mod trouble;
mod watch;

#[cfg(target_arch = "wasm32")]
pub(crate) use attempt::forget_readers;
#[doc(hidden)]
pub use attempt::{Checkpoint, Job, attempt, come_back, set_out};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use batch::Untracked;
pub use batch::{batch, untrack};
pub use context::{provide_context, use_context};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use counted::counted;
pub use current::EnteredRuntime;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use draft::Draft;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use follow::{follow, take_renewed, unfollow};
pub(crate) use memo::eager;
pub use memo::{Memo, lazy, memo};
pub use node::NodeId;
#[cfg(not(target_arch = "wasm32"))]
#[doc(hidden)]
pub use node::{Compute, SharedValue};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use pool::{Pool, Pooled};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use probe::Probe;
pub use queue::flush;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use rest::{ScopeContent, SpentNodes, shown_after, take_written};
pub use runtime::Runtime;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use scope::observers_in;
pub use scope::{ScopeId, on_cleanup};
pub use selector::select;
pub(crate) use shared::{Shared, peek, share};
pub use signal::{ReadSignal, Readable, RwSignal, WriteSignal, signal};
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use watch::effect_in;
pub use watch::{perform_in, watch, watch_in};
