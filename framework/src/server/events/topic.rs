//! Topics: messages for whoever subscribes, in one process.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::{Stream, StreamExt};
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::wrappers::errors::BroadcastStreamRecvError;

use super::named::Named;

/// The number of messages of a topic that wait for a subscriber. One that is further behind loses the oldest of them.
const BACKLOG: usize = 256;

/// Returns the topic with this name, for messages of this type: the same one in all sessions, tasks and threads of the process.
///
/// Two topics of one name for two types are two topics. Nothing is kept of a topic that has neither handles nor subscribers.
/// Use it on the server: in components, actions, tasks, and outside of pages.
///
/// ```
/// use watershed::prelude::*;
///
/// #[component]
/// fn Chat() -> View {
///     let lines = RwSignal::new(Vec::<String>::new());
///     let mut news = topic::<String>("chat").subscribe();
///     task(async move {
///         loop {
///             let line = match news.next().await {
///                 Ok(line) => line,
///                 Err(gap) => format!("{} lines are missing here", gap.missed),
///             };
///             lines.update(|lines| lines.push(line));
///         }
///     });
///     let say = action(async move |line: String| topic("chat").publish(line));
///     view! {
///         <ul>{for line in lines.get() { view! { <li>{line}</li> } }}</ul>
///         <button on:click=move |_| say.dispatch("Hello!".to_owned())>"Say hello"</button>
///     }
/// }
/// # fn main() {}
/// ```
pub fn topic<T: Clone + Send + 'static>(name: impl Into<Cow<'static, str>>) -> Topic<T> {
    Topic {
        hub: Named::find(name.into(), || broadcast::Sender::new(BACKLOG)),
    }
}

/// A handle of a topic: see [`topic`]. Clones are handles of the same topic.
pub struct Topic<T: 'static> {
    hub: Arc<Named<broadcast::Sender<T>>>,
}

impl<T: Clone + Send + 'static> Topic<T> {
    /// Sends a message to all who subscribe, at once and without waiting for any of them. Each gets the messages of a publisher in the order
    /// in which they were published.
    pub fn publish(&self, message: T) {
        // Nobody subscribes: then it is for nobody.
        let _ = self.hub.send(message);
    }

    /// Subscribes to the messages that are published from now on.
    ///
    /// Of a subscription 256 messages wait to be read; who is further behind is told of the [`Gap`].
    pub fn subscribe(&self) -> Subscription<T> {
        Subscription {
            messages: BroadcastStream::new(self.hub.subscribe()),
            _topic: self.clone(),
        }
    }
}

impl<T> Clone for Topic<T> {
    fn clone(&self) -> Self {
        Self {
            hub: Arc::clone(&self.hub),
        }
    }
}

impl<T> fmt::Debug for Topic<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Topic")
            .field("name", &self.hub.name())
            .finish()
    }
}

/// The messages of a topic, as a stream that has no end: see [`Topic::subscribe`].
pub struct Subscription<T: 'static> {
    messages: BroadcastStream<T>,
    _topic: Topic<T>,
}

impl<T: Clone + Send + 'static> Subscription<T> {
    /// Waits for the next message. It may be dropped while it waits: no message is lost.
    ///
    /// # Errors
    /// If messages were lost, because this subscription was too slow. The next call gives the oldest that is left.
    pub async fn next(&mut self) -> Result<T, Gap> {
        match StreamExt::next(self).await {
            Some(message) => message,
            None => unreachable!("a subscription holds its topic"),
        }
    }
}

impl<T: Clone + Send + 'static> Stream for Subscription<T> {
    type Item = Result<T, Gap>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let message = self.messages.poll_next_unpin(context);
        message.map_err(|BroadcastStreamRecvError::Lagged(missed)| Gap { missed })
    }
}

impl<T> fmt::Debug for Subscription<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("Subscription")
            .field(&self._topic)
            .finish()
    }
}

/// Tells a subscriber that messages were lost, because it was too slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The number of messages that were lost.
    pub missed: u64,
}

impl fmt::Display for Gap {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} messages of a topic were lost", self.missed)
    }
}

impl Error for Gap {}

#[cfg(test)]
mod tests {
    use std::thread;

    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn messages_come_in_order_to_all_who_subscribe_and_to_no_other_type() {
        let mut first = topic::<u32>("order").subscribe();
        topic("order").publish(1_u32);
        let mut second = topic::<u32>("order").subscribe();
        let mut text = topic::<String>("order").subscribe();
        let publisher =
            thread::spawn(|| (2..=100).for_each(|number: u32| topic("order").publish(number)));
        publisher.join().expect("it does not panic");
        for number in 1..=100 {
            assert_eq!(first.next().await, Ok(number));
        }
        for number in 2..=100 {
            assert_eq!(second.next().await, Ok(number));
        }
        assert_eq!(first.next().now_or_never(), None);
        assert_eq!(text.next().now_or_never(), None);
    }

    #[tokio::test]
    async fn who_is_too_slow_is_told_how_much_is_missing() {
        let slow = topic::<usize>("gap");
        let mut messages = slow.subscribe();
        (0..BACKLOG + 3).for_each(|number| slow.publish(number));
        assert_eq!(messages.next().await, Err(Gap { missed: 3 }));
        assert_eq!(messages.next().await, Ok(3));
    }
}
