//! A body that is read piece by piece, and fast enough: the reader of multipart bodies takes all that there is, however much.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use tokio::time::{Instant, timeout};

use crate::server::view::limit::Limit;
use crate::wire::limits::{STALLED, UPLOAD_RATE};

/// The most bytes that may be read without a result: those of the head of a part.
const MOST: usize = 64 << 10;

/// The pace of a reader, which asks its body for a piece when it has nothing left.
#[derive(Debug, Default)]
pub(super) struct ReadingPace {
    read: Arc<ReadBytes>,
    /// The time that was waited for the body.
    waited: Duration,
}

/// The bytes that were read of a body.
#[derive(Debug, Default)]
struct ReadBytes {
    is_asked: AtomicBool,
    /// The bytes since the last result.
    without_result: AtomicUsize,
    all: AtomicU64,
}

/// The body comes too slowly.
#[derive(Debug)]
pub(super) struct TooSlow;

impl ReadingPace {
    /// Returns a body that gives a piece when it is asked for one.
    pub fn body<S>(&self, body: S) -> Paced<S> {
        let read = Arc::clone(&self.read);
        Paced { body, read }
    }

    /// Waits for the next result of the reader.
    ///
    /// # Errors
    /// If nothing comes for too long, or too little in all this time.
    pub async fn next<T>(
        &mut self,
        mut reader: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Result<T, TooSlow> {
        let since = Instant::now();
        let result = poll_fn(|context| self.read.poll(context, &mut reader));
        let result = timeout(self.patience(), result).await;
        self.waited += since.elapsed();
        self.read.forget();
        result.map_err(|_| {
            Limit::SlowUpload.hit();
            TooSlow
        })
    }

    fn patience(&self) -> Duration {
        let read = self.read.all.load(Ordering::Relaxed);
        let allowed = STALLED + Duration::from_secs(read / UPLOAD_RATE);
        allowed.saturating_sub(self.waited).min(STALLED)
    }
}

impl ReadBytes {
    fn poll<T>(
        &self,
        context: &mut Context<'_>,
        reader: &mut impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        loop {
            let result = reader(context);
            // What was asked for and has not come wakes the reader.
            if result.is_ready() || self.is_asked.swap(true, Ordering::Relaxed) {
                return result;
            }
        }
    }

    /// Takes note that there is a result.
    fn forget(&self) {
        self.is_asked.store(false, Ordering::Relaxed);
        self.without_result.store(0, Ordering::Relaxed);
    }
}

/// A body that gives one piece each time that it is asked.
pub(super) struct Paced<S> {
    body: S,
    read: Arc<ReadBytes>,
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
        if !self.read.is_asked.load(Ordering::Relaxed) {
            return Poll::Pending;
        }
        let Poll::Ready(piece) = Pin::new(&mut self.body).poll_next(context) else {
            return Poll::Pending;
        };
        let read = &self.read;
        read.is_asked.store(false, Ordering::Relaxed);
        Poll::Ready(piece.map(|piece| {
            let piece = piece.map_err(|_| Broken)?;
            read.all.fetch_add(piece.len() as u64, Ordering::Relaxed);
            let before = read
                .without_result
                .fetch_add(piece.len(), Ordering::Relaxed);
            match before > MOST {
                true => Err(Broken),
                false => Ok(piece),
            }
        }))
    }
}
