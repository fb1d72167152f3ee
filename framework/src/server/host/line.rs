//! The stream of bytes below a websocket, and its way from the thread that accepted it to the worker that serves it.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

use super::connection::SeatedConnection;
use super::cut::Cut;

/// The stream below a websocket.
pub(crate) enum SocketLine {
    /// A connection that this server has accepted.
    Own {
        stream: TcpStream,
        seat: OwnedSemaphorePermit,
    },
    /// A connection of another server, which routes to this application. It stays with the thread that accepted it.
    Foreign(Box<TokioIo<Upgraded>>),
    /// Requests that carry the bytes: see [`stream`](super::stream).
    Carried {
        stream: DuplexStream,
        cut: CancellationToken,
    },
}

/// A line that no thread waits for. A worker that waits for its own connections is woken by the kernel, and not by
/// another thread, which would cost as much as the turn.
pub(crate) enum LiftedLine {
    Own {
        stream: std::net::TcpStream,
        seat: OwnedSemaphorePermit,
    },
    Foreign(Box<TokioIo<Upgraded>>),
    Carried {
        stream: DuplexStream,
        cut: CancellationToken,
    },
}

impl SocketLine {
    /// Takes over an HTTP connection, with the bytes that were read from it already.
    pub fn of(upgraded: Upgraded) -> (Self, Vec<u8>) {
        match upgraded.downcast::<TokioIo<SeatedConnection>>() {
            Ok(parts) => {
                let (stream, seat) = parts.io.into_inner().into_parts();
                (Self::Own { stream, seat }, parts.read_buf.to_vec())
            }
            Err(upgraded) => (Self::Foreign(Box::new(TokioIo::new(upgraded))), Vec::new()),
        }
    }

    /// Makes a handle by which another thread can close the connection.
    pub fn cut(&self) -> Option<Arc<Cut>> {
        match self {
            Self::Own { stream, .. } => Cut::of(stream).map(Arc::new),
            Self::Carried { cut, .. } => Some(Arc::new(Cut::Carried(cut.clone()))),
            Self::Foreign(_) => None,
        }
    }

    /// Takes the line away from this thread.
    pub fn lift(self) -> io::Result<LiftedLine> {
        Ok(match self {
            Self::Own { stream, seat } => LiftedLine::Own {
                stream: stream.into_std()?,
                seat,
            },
            Self::Foreign(stream) => LiftedLine::Foreign(stream),
            Self::Carried { stream, cut } => LiftedLine::Carried { stream, cut },
        })
    }
}

impl LiftedLine {
    /// Gives the line to this thread.
    pub fn lay(self) -> io::Result<SocketLine> {
        Ok(match self {
            Self::Own { stream, seat } => SocketLine::Own {
                stream: TcpStream::from_std(stream)?,
                seat,
            },
            Self::Foreign(stream) => SocketLine::Foreign(stream),
            Self::Carried { stream, cut } => SocketLine::Carried { stream, cut },
        })
    }
}

impl AsyncRead for SocketLine {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Own { stream, .. } => Pin::new(stream).poll_read(context, buffer),
            Self::Foreign(stream) => Pin::new(stream).poll_read(context, buffer),
            Self::Carried { stream, .. } => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for SocketLine {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match &mut *self {
            Self::Own { stream, .. } => Pin::new(stream).poll_write(context, bytes),
            Self::Foreign(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Carried { stream, .. } => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match &mut *self {
            Self::Own { stream, .. } => Pin::new(stream).poll_write_vectored(context, pieces),
            Self::Foreign(stream) => Pin::new(stream).poll_write_vectored(context, pieces),
            Self::Carried { stream, .. } => Pin::new(stream).poll_write_vectored(context, pieces),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Own { stream, .. } => Pin::new(stream).poll_flush(context),
            Self::Foreign(stream) => Pin::new(stream).poll_flush(context),
            Self::Carried { stream, .. } => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Own { stream, .. } => Pin::new(stream).poll_shutdown(context),
            Self::Foreign(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Carried { stream, .. } => Pin::new(stream).poll_shutdown(context),
        }
    }
}
