//! Server events: messages, presence, values of other tasks and threads, and time reach a page from elsewhere in the process.

mod named;
mod presence;
mod streams;
mod topic;

use std::future::Future;

use futures_util::FutureExt;
use futures_util::future::abortable;

use crate::graph::{Memo, ReadSignal, on_cleanup};
use crate::server::task;

pub use presence::presence;
pub use streams::{stream_signal, ticks, watch_signal};
pub use topic::{Gap, Subscription, Topic, topic};

/// Runs a task that ends at once when its scope does, not only when it would go on.
fn follow(work: impl Future<Output = ()> + 'static) {
    let (work, handle) = abortable(work);
    on_cleanup(move || handle.abort());
    task(work.map(drop));
}

/// Returns a signal as the functions here return it: like a memo, whose value only the server computes.
fn read_only<T: 'static>(signal: ReadSignal<T>) -> Memo<T> {
    Memo::from_id(signal.id())
}
