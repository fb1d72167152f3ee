//! The stream below a websocket: counts its bytes, and delays those that come too fast.
//!
//! A message that never ends is not reported by the websocket above, so it is noticed here.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use super::pace::Account;
use crate::wire::limits::BYTES;

/// A stream that counts its bytes.
pub(crate) struct MeteredStream<S> {
    stream: S,
    bytes: Account,
    /// A delay before the stream is read again.
    rest: Option<Pin<Box<Sleep>>>,
    /// The bytes of the message that has not ended, and the time of the first of them.
    unfinished: Option<(u64, Instant)>,
    /// The number of bytes that the kernel has taken.
    written: Arc<AtomicU64>,
}

impl<S> MeteredStream<S> {
    /// Meters a stream.
    pub fn new(stream: S) -> Self {
        Self {
            stream,
            bytes: Account::new(BYTES, std::time::Instant::now()),
            rest: None,
            unfinished: None,
            written: Arc::default(),
        }
    }

    /// Returns the counter of written bytes.
    pub fn written(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.written)
    }

    /// Notes that a message has ended, with no other message between its parts: later bytes belong to the next one.
    pub fn ended(&mut self) {
        self.unfinished = None;
    }

    /// Notes a ping or pong of so many bytes, which may have come between the parts of a message.
    pub fn ended_between(&mut self, bytes: u64) {
        self.unfinished = self
            .unfinished
            .and_then(|(unfinished, since)| Some((unfinished.checked_sub(bytes)?, since)))
            .filter(|(unfinished, _)| *unfinished > 0);
    }

    /// Returns how long ago the unfinished message began.
    pub fn unfinished(&self) -> Option<Duration> {
        self.unfinished.map(|(_, since)| since.elapsed())
    }

    fn read(&mut self, bytes: u64) {
        self.bytes.charge(bytes as f64, std::time::Instant::now());
        let (unfinished, _) = self.unfinished.get_or_insert_with(|| (0, Instant::now()));
        *unfinished += bytes;
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for MeteredStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let line = &mut *self;
        if let Some(rest) = &mut line.rest {
            ready!(rest.as_mut().poll(context));
            line.rest = None;
        }
        if let Some(wait) = line.bytes.wait(std::time::Instant::now()) {
            let rest = line.rest.insert(Box::pin(sleep(wait)));
            ready!(rest.as_mut().poll(context));
            line.rest = None;
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut line.stream).poll_read(context, buffer))?;
        let bytes = buffer.filled().len() - before;
        if bytes > 0 {
            line.read(bytes as u64);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for MeteredStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        self.written.fetch_add(written as u64, Ordering::Relaxed);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
