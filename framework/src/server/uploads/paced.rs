//! A body that is read piece by piece: the reader of multipart bodies takes all that there is, however much.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;

/// The most bytes that may be read without a result: those of the head of a part.
const MOST: usize = 256 << 10;

/// The bytes that were read since the last result.
#[derive(Clone, Debug, Default)]
pub(super) struct ReadBytes(Arc<AtomicUsize>);

impl ReadBytes {
    /// Notes that there is a result.
    pub fn forget(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

/// A body that gives one piece, and then is not ready once.
pub(super) struct Paced<S> {
    body: S,
    has_given: bool,
    read: ReadBytes,
}

impl<S> Paced<S> {
    /// Paces a body, and counts what is read of it.
    pub fn new(body: S, read: ReadBytes) -> Self {
        Self {
            body,
            has_given: false,
            read,
        }
    }
}

/// The body has failed, or its parts have no end.
#[derive(Debug)]
pub(super) struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("the body of a form is broken")
    }
}

impl std::error::Error for Broken {}

impl<S: Stream<Item = Result<Bytes, E>> + Unpin, E> Stream for Paced<S> {
    type Item = Result<Bytes, Broken>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.has_given) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let Poll::Ready(piece) = Pin::new(&mut self.body).poll_next(context) else {
            return Poll::Pending;
        };
        self.has_given = true;
        Poll::Ready(piece.map(|piece| {
            let piece = piece.map_err(|_| Broken)?;
            let read = self.read.0.fetch_add(piece.len(), Ordering::Relaxed);
            match read > MOST {
                true => Err(Broken),
                false => Ok(piece),
            }
        }))
    }
}
