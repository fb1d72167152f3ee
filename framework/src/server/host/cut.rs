//! Closes a socket from outside of the thread that serves it, which may be stuck.

use std::io;
use std::net::{Shutdown, TcpStream};

use tokio_util::sync::CancellationToken;

/// A handle by which another thread can close the connection of a socket.
pub(crate) enum Cut {
    /// Another descriptor of the connection. It is not free, so only websockets have one.
    Descriptor(TcpStream),
    /// The end of the response that carries the socket.
    Carried(CancellationToken),
}

impl Cut {
    /// Duplicates the connection's descriptor. If the process has no descriptor left, there is no handle: then the
    /// browser itself must notice that the server does not answer.
    pub fn of(stream: &tokio::net::TcpStream) -> Option<Self> {
        hold(stream).ok().map(Self::Descriptor)
    }

    /// Closes the socket.
    pub fn cut(&self) {
        match self {
            // The socket may be closed already.
            Self::Descriptor(stream) => drop(stream.shutdown(Shutdown::Both)),
            Self::Carried(cut) => cut.cancel(),
        }
    }
}

#[cfg(unix)]
fn hold(stream: &tokio::net::TcpStream) -> io::Result<TcpStream> {
    use std::os::fd::AsFd;
    Ok(stream.as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn hold(stream: &tokio::net::TcpStream) -> io::Result<TcpStream> {
    use std::os::windows::io::AsSocket;
    Ok(stream.as_socket().try_clone_to_owned()?.into())
}
