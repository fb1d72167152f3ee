//! A connection to a server with an artificial delay.

use std::{io, net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    sync::mpsc,
    time::{Instant, sleep_until},
};

/// A proxy that delays every byte by the same time in each direction. It ends when it is dropped.
pub struct Latency {
    address: SocketAddr,
    _runtime: Runtime,
}

impl Latency {
    /// Starts a proxy before `server`.
    ///
    /// # Errors
    ///
    /// No port is free.
    pub fn before(server: SocketAddr, each_way: Duration) -> io::Result<Self> {
        let runtime = Runtime::new()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        runtime.spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(connect(browser, server, each_way));
            }
        });
        Ok(Self {
            address,
            _runtime: runtime,
        })
    }

    /// Returns the address of the proxy.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn connect(browser: TcpStream, server: SocketAddr, each_way: Duration) -> io::Result<()> {
    let server = TcpStream::connect(server).await?;
    browser.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let ((from_browser, to_browser), (from_server, to_server)) =
        (browser.into_split(), server.into_split());
    tokio::spawn(carry(from_browser, to_server, each_way));
    tokio::spawn(carry(from_server, to_browser, each_way));
    Ok(())
}

/// Carries bytes in one direction. Reading goes on while bytes are delayed: the delay does not limit the bandwidth.
async fn carry(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin + Send + 'static,
    each_way: Duration,
) -> io::Result<()> {
    let (send, mut under_way) = mpsc::unbounded_channel::<(Instant, Vec<u8>)>();
    tokio::spawn(async move {
        while let Some((due, bytes)) = under_way.recv().await {
            sleep_until(due).await;
            to.write_all(&bytes).await?;
        }
        to.shutdown().await
    });
    let mut buffer = vec![0; 64 << 10];
    loop {
        let count = from.read(&mut buffer).await?;
        let passed_on = send.send((Instant::now() + each_way, buffer[..count].to_vec()));
        if count == 0 || passed_on.is_err() {
            return Ok(());
        }
    }
}
