//! Server code that runs beside a page: it waits and writes signals, and the changes are sent.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use crate::graph::ScopeId;
use crate::server::stage::beside;

/// Runs a future beside the page, on the server, for as long as the component (or the part of it) that started it
/// is on the page. Its writes to signals are sent to the browser.
///
/// A page with a task has a session and a socket. It starts when the page is attached.
///
/// ```no_run
/// # use watershed::{graph::signal, server::task};
/// # async fn tick() {}
/// # fn component() {
/// let (ticks, set_ticks) = signal(0);
/// task(async move {
///     loop {
///         tick().await;
///         set_ticks.update(|ticks| *ticks += 1);
///     }
/// });
/// # }
/// ```
///
/// # Panics
/// Outside of a component, an action or another task.
pub fn task(work: impl Future<Output = ()> + 'static) {
    let scope = ScopeId::current();
    beside().spawn(async move {
        let mut work = pin!(work);
        poll_fn(|context| {
            if !scope.exists() {
                return Poll::Ready(());
            }
            scope.run(|| work.as_mut().poll(context))
        })
        .await;
    });
}
