//! Memos that follow something outside of the graph: a stream, a value of another task or thread, time.

use std::pin::pin;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use tokio::sync::watch;
use tokio::time::{self, MissedTickBehavior};
use tokio_stream::wrappers::WatchStream;

use super::{follow, read_only};
use crate::graph::{Memo, signal};

/// Returns a memo that has the newest value of a stream, at first `first`. It belongs to the current scope, which drops the stream with it.
///
/// Like a [`task`](crate::server::task), the stream is read on the server, once the page is attached. Values that come faster than the page is sent are
/// not all shown: what is sent is the newest. For messages, of which none may be lost, subscribe to a [`topic`](super::topic) in a task.
///
/// ```
/// use futures_util::stream;
/// use watershed::prelude::*;
///
/// #[component]
/// fn Countdown() -> View {
///     let left = stream_signal(3, stream::iter([2, 1, 0]));
///     view! { <p>{left}</p> }
/// }
/// # fn main() {}
/// ```
///
/// # Panics
/// Outside of a component, an action or a task.
pub fn stream_signal<T: 'static>(first: T, stream: impl Stream<Item = T> + 'static) -> Memo<T> {
    let (newest, set_newest) = signal(first);
    follow(async move {
        let mut stream = pin!(stream);
        while let Some(value) = stream.next().await {
            set_newest.set(value);
        }
    });
    read_only(newest)
}

/// Returns a memo that has the newest value of a [watch channel](watch), whose sender may be in any task or thread. It belongs to the
/// current scope.
///
/// It has the value of the channel from the start, and follows it on the server once the page is attached. Values that are replaced
/// before the page is sent are not shown.
///
/// ```
/// use std::sync::LazyLock;
///
/// use tokio::sync::watch;
/// use watershed::prelude::*;
///
/// static OPEN_ORDERS: LazyLock<watch::Sender<u32>> = LazyLock::new(watch::Sender::default);
///
/// #[component]
/// fn Orders() -> View {
///     let open = watch_signal(OPEN_ORDERS.subscribe());
///     view! { <p>{open}" open orders"</p> }
/// }
///
/// fn import() {
///     std::thread::spawn(|| OPEN_ORDERS.send_modify(|open| *open += 1));
/// }
/// # fn main() { import() }
/// ```
///
/// # Panics
/// Outside of a component, an action or a task.
pub fn watch_signal<T: Clone + Send + Sync + 'static>(mut channel: watch::Receiver<T>) -> Memo<T> {
    let first = channel.borrow_and_update().clone();
    stream_signal(first, WatchStream::from_changes(channel))
}

/// Returns a memo that counts how often so much time has passed since the page was attached. It belongs to the current scope.
///
/// It counts on the server. A count that could not be sent in time is left out. A source that follows it loads a
/// [`resource`](crate::prelude::resource) again and again.
///
/// ```
/// use std::time::Duration;
///
/// use watershed::prelude::*;
/// # #[server]
/// # async fn load(_: u64) -> Result<f64, UserError> { Ok(20.5) }
///
/// #[component]
/// fn Thermometer() -> View {
///     let minutes = ticks(Duration::from_secs(60));
///     let degrees = resource(move || minutes.get(), load);
///     view! { <p>{degrees.value()}" °C"</p> }
/// }
/// # fn main() {}
/// ```
///
/// # Panics
/// Outside of a component, an action or a task; if `period` is zero.
pub fn ticks(period: Duration) -> Memo<u64> {
    assert!(!period.is_zero(), "`ticks` needs a period above zero");
    let (count, set_count) = signal(0);
    follow(async move {
        let mut clock = time::interval(period);
        clock.set_missed_tick_behavior(MissedTickBehavior::Skip);
        clock.tick().await;
        loop {
            clock.tick().await;
            set_count.update(|count| *count += 1);
        }
    });
    read_only(count)
}
