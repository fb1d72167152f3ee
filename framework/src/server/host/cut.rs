//! Closes a socket from outside of the thread that serves it, which may be stuck.

use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// A handle by which another thread can close a connection. It costs a descriptor, so only websockets have one.
#[derive(Default)]
pub(crate) struct Cut {
    is_wanted: AtomicBool,
    socket: Mutex<Option<TcpStream>>,
}

impl Cut {
    /// Asks for the handle: the connection fills it when it is written to next.
    pub fn want(&self) {
        self.is_wanted.store(true, Ordering::Relaxed);
    }

    /// Duplicates the connection's descriptor, if that is asked for and was not done.
    pub fn offer(&self, stream: &tokio::net::TcpStream) {
        if self.is_wanted.swap(false, Ordering::Relaxed) {
            // Without descriptors there is no handle; then the browser itself must notice that the server does not
            // answer.
            let held = hold(stream).ok();
            *self.socket.lock().unwrap_or_else(PoisonError::into_inner) = held;
        }
    }

    /// Closes the socket.
    pub fn cut(&self) {
        let held = self
            .socket
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        // The socket may be closed already.
        held.map(|socket| socket.shutdown(Shutdown::Both));
    }
}

#[cfg(unix)]
fn hold(stream: &tokio::net::TcpStream) -> std::io::Result<TcpStream> {
    use std::os::fd::AsFd;
    Ok(stream.as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn hold(stream: &tokio::net::TcpStream) -> std::io::Result<TcpStream> {
    use std::os::windows::io::AsSocket;
    Ok(stream.as_socket().try_clone_to_owned()?.into())
}
