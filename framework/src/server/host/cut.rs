//! Closes a socket from outside of the thread that serves it, which may be stuck.

use std::io;
use std::net::{Shutdown, TcpStream};

/// A handle by which another thread can close a connection. It costs a descriptor, so only websockets have one.
pub(crate) struct Cut(TcpStream);

impl Cut {
    /// Duplicates the connection's descriptor. If the process has no descriptor left, there is no handle: then the
    /// browser itself must notice that the server does not answer.
    pub fn of(stream: &tokio::net::TcpStream) -> Option<Self> {
        hold(stream).ok().map(Self)
    }

    /// Closes the socket.
    pub fn cut(&self) {
        // The socket may be closed already.
        let _ = self.0.shutdown(Shutdown::Both);
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
