//! Responses that go on while a page waits for what is in its boundaries.

use std::convert::Infallible;
use std::fmt;
use std::pin::Pin;
use std::task::Poll;

use axum::body::{Body, Bytes};
use futures_util::{StreamExt, stream};
use tokio::sync::mpsc::{OwnedPermit, Receiver, Sender, channel};

use super::worker::TicketedSession;

/// The chunks that wait for a visitor who reads slowly.
const CHUNKS: usize = 8;

/// The rest of a response.
pub(crate) struct Chunks {
    chunks: Receiver<Bytes>,
    /// Dropped with the response.
    kept: Option<Box<dyn Send>>,
}

/// The work on the rest of a response. Gives nothing if the visitor leaves.
pub(crate) type Streaming = Pin<Box<dyn Future<Output = Option<StreamedPage>>>>;

/// A page that was streamed to its end, but for the last chunk.
pub(crate) struct StreamedPage {
    session: Option<TicketedSession>,
    room: OwnedPermit<Bytes>,
    last: Bytes,
}

impl Chunks {
    /// Makes the rest of a response, and what it is sent with.
    pub fn new() -> (Sender<Bytes>, Self) {
        let (sender, receiver) = channel(CHUNKS);
        let chunks = Self {
            chunks: receiver,
            kept: None,
        };
        (sender, chunks)
    }

    /// Keeps something for as long as the response goes on.
    pub fn keeping(self, kept: impl Send + 'static) -> Self {
        Self {
            kept: Some(Box::new(kept)),
            ..self
        }
    }

    /// Returns a body of a first chunk and these.
    pub fn behind(mut self, first: String) -> Body {
        let mut first = Some(Bytes::from(first));
        let chunks = stream::poll_fn(move |context| {
            let _kept = &self.kept;
            match first.take() {
                Some(first) => Poll::Ready(Some(first)),
                None => self.chunks.poll_recv(context),
            }
        });
        Body::from_stream(chunks.map(Ok::<_, Infallible>))
    }
}

impl fmt::Debug for Chunks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chunks")
    }
}

impl StreamedPage {
    /// Waits until there is room for the last chunk. Gives nothing if the visitor leaves.
    pub async fn new(
        session: Option<TicketedSession>,
        chunks: Sender<Bytes>,
        last: String,
    ) -> Option<Self> {
        let room = chunks.reserve_owned().await.ok()?;
        Some(Self {
            session,
            room,
            last: last.into(),
        })
    }

    /// Lets `attend` serve the session, and sends the last chunk, after which a browser asks for it.
    pub fn end(self, attend: impl FnOnce(TicketedSession)) {
        self.session.map(attend);
        self.room.send(self.last);
    }
}
