//! A connection to a server on which websockets can be blocked, as some proxies do.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    sync::watch,
};

/// The behaviour towards websockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Websockets {
    /// They pass.
    Pass,
    /// They end: those that are open, and each that is asked for.
    End,
    /// The request for one is not answered.
    Hang,
}

/// A proxy that can block websockets. It ends when it is dropped.
pub struct Blocked {
    address: SocketAddr,
    websockets: watch::Sender<Websockets>,
    _runtime: Runtime,
}

impl Blocked {
    /// Starts a proxy before `server`.
    ///
    /// # Errors
    ///
    /// No port is free.
    pub fn before(server: SocketAddr, websockets: Websockets) -> io::Result<Self> {
        let runtime = Runtime::new()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let websockets = watch::Sender::new(websockets);
        let told = websockets.clone();
        runtime.spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(connect(browser, server, told.subscribe()));
            }
        });
        Ok(Self {
            address,
            websockets,
            _runtime: runtime,
        })
    }

    /// Returns the address of the proxy.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Changes the behaviour.
    pub fn turn(&self, websockets: Websockets) {
        self.websockets.send_replace(websockets);
    }
}

async fn connect(
    mut browser: TcpStream,
    server: SocketAddr,
    mut websockets: watch::Receiver<Websockets>,
) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if browser.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    let mut server = TcpStream::connect(server).await?;
    browser.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let is_websocket = String::from_utf8_lossy(&head)
        .to_ascii_lowercase()
        .contains("upgrade: websocket");
    let carry = async {
        server.write_all(&head).await?;
        copy_bidirectional(&mut browser, &mut server).await
    };
    if !is_websocket {
        return carry.await.map(|_| ());
    }
    if *websockets.borrow() == Websockets::Hang {
        return std::future::pending().await;
    }
    tokio::select! {
        ended = carry => ended.map(|_| ()),
        _ = websockets.wait_for(|websockets| *websockets != Websockets::Pass) => Ok(()),
    }
}
