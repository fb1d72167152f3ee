//! Several servers behind one address, as a load balancer has them while a new build is deployed.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    sync::watch,
};

/// A load balancer: websockets go to one server after the other, and all else to the newest one. It ends when it is dropped.
pub struct Balanced {
    address: SocketAddr,
    servers: Arc<Mutex<Servers>>,
    /// The number of times that all connections were cut.
    cuts: watch::Sender<u32>,
    _runtime: Runtime,
}

#[derive(Default)]
struct Servers {
    all: Vec<SocketAddr>,
    /// The number of websockets that were opened.
    websockets: usize,
}

impl Balanced {
    /// Starts a load balancer with one server.
    ///
    /// # Errors
    ///
    /// No port is free.
    pub fn before(server: SocketAddr) -> io::Result<Self> {
        let runtime = Runtime::new()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let balanced = Self {
            address,
            servers: Arc::default(),
            cuts: watch::Sender::new(0),
            _runtime: runtime,
        };
        balanced.add(server);
        let (servers, cuts) = (Arc::clone(&balanced.servers), balanced.cuts.clone());
        balanced._runtime.spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                let (servers, cuts) = (Arc::clone(&servers), cuts.subscribe());
                tokio::spawn(connect(browser, servers, cuts));
            }
        });
        Ok(balanced)
    }

    /// Returns the address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Adds a server, the newest one. It gets the next websocket.
    pub fn add(&self, server: SocketAddr) {
        let mut servers = self.servers();
        servers.all.push(server);
        servers.websockets = servers.all.len() - 1;
    }

    /// Removes a server.
    pub fn remove(&self, server: SocketAddr) {
        self.servers().all.retain(|other| *other != server);
    }

    /// Returns the number of websockets that were opened since the newest server was added.
    pub fn websockets(&self) -> usize {
        let servers = self.servers();
        (servers.websockets + 1).saturating_sub(servers.all.len())
    }

    /// Cuts all connections.
    pub fn cut(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    fn servers(&self) -> std::sync::MutexGuard<'_, Servers> {
        self.servers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Servers {
    fn of(&mut self, is_websocket: bool) -> Option<SocketAddr> {
        if !is_websocket {
            return self.all.last().copied();
        }
        let turn = self.websockets % self.all.len().max(1);
        self.websockets += 1;
        self.all.get(turn).copied()
    }
}

async fn connect(
    mut browser: TcpStream,
    servers: Arc<Mutex<Servers>>,
    mut cuts: watch::Receiver<u32>,
) -> io::Result<()> {
    cuts.mark_unchanged();
    let mut head = Vec::new();
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        if browser.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    let text = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let is_websocket = text.contains("upgrade: websocket");
    let server = {
        let mut servers = servers.lock().unwrap_or_else(PoisonError::into_inner);
        servers.of(is_websocket)
    };
    let Some(server) = server else {
        return Ok(());
    };
    let mut server = TcpStream::connect(server).await?;
    browser.set_nodelay(true)?;
    server.set_nodelay(true)?;
    server.write_all(&head).await?;
    tokio::select! {
        ended = copy_bidirectional(&mut browser, &mut server) => ended.map(|_| ()),
        _ = cuts.changed() => Ok(()),
    }
}
