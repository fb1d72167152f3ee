//! Server events, in the browser's build: bodies of components call these functions, and only their types count. The server's
//! half has the documentation (`server/events`).

use std::borrow::Cow;
use std::future::Future;
use std::marker::PhantomData;
use std::time::Duration;

use crate::graph::Memo;
use crate::rt::any;

/// A topic.
#[derive(Clone, Debug)]
pub struct Topic<T>(PhantomData<T>);

impl<T> Topic<T> {
    /// Sends a message to all subscriptions.
    pub fn publish(&self, _: T) {
        any()
    }

    /// Subscribes to the messages from now on.
    pub fn subscribe(&self) -> Subscription<T> {
        any()
    }
}

/// A subscription to a topic.
#[derive(Debug)]
pub struct Subscription<T>(PhantomData<T>);

/// Returns the topic with this name.
pub fn topic<T>(_: impl Into<Cow<'static, str>>) -> Topic<T> {
    any()
}

/// Returns who is in a room.
pub fn presence<T>(_: impl Into<Cow<'static, str>>, _: impl Fn() -> T) -> Memo<Vec<T>> {
    any()
}

/// Returns the newest value of a stream.
pub fn stream_signal<T>(_: T, _: impl Sized) -> Memo<T> {
    any()
}

/// Returns the newest value of a channel. Its type is known to the server only.
pub fn watch_signal<T>(_: impl Sized) -> Memo<T> {
    any()
}

/// Returns how often so much time has passed.
pub fn ticks(_: Duration) -> Memo<u64> {
    any()
}

/// Runs a task of the page.
pub fn task(_: impl Future<Output = ()>) {
    any()
}
