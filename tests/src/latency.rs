//! A connection to a server with an artificial delay.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    sync::mpsc,
    time::{Instant, sleep_until},
};

/// A proxy that delays every byte by the same time in each direction, and counts one-way trips. It ends when it is dropped.
pub struct Latency {
    address: SocketAddr,
    trips: Arc<Trips>,
    _runtime: Runtime,
}

/// The one-way trips, one after the other, that lie behind what each end has been brought.
#[derive(Default)]
struct Trips(Mutex<CountedTrips>);

#[derive(Default)]
struct CountedTrips {
    /// The number of this count: trips that began before it are not counted.
    count: u32,
    /// The trips behind what the browser and the server know.
    behind: [u32; 2],
}

/// A trip, with the number of its count.
#[derive(Clone, Copy)]
struct Trip {
    count: u32,
    number: u32,
}

/// An end of the line.
#[derive(Clone, Copy)]
enum End {
    Browser,
    Server,
}

/// The trips of a TCP connection before its first byte: the request for it, and the answer.
const HANDSHAKE: u32 = 2;

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
        let trips = Arc::<Trips>::default();
        let counted = Arc::clone(&trips);
        runtime.spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(connect(browser, server, each_way, Arc::clone(&counted)));
            }
        });
        Ok(Self {
            address,
            trips,
            _runtime: runtime,
        })
    }

    /// Counts trips from now on.
    pub fn count(&self) {
        self.trips.change(|trips| {
            *trips = CountedTrips {
                count: trips.count + 1,
                behind: [0; 2],
            }
        });
    }

    /// Returns the one-way trips that lie behind what the browser knows: 2 for an answer to what it sent, 4 if it had to open a
    /// connection for that.
    pub fn trips(&self) -> u32 {
        self.trips
            .change(|trips| trips.behind[End::Browser as usize])
    }

    /// Returns the address of the proxy.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Trips {
    fn change<R>(&self, change: impl FnOnce(&mut CountedTrips) -> R) -> R {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Begins so many trips at an end, one after the other. Returns the last.
    fn begin(&self, from: End, count: u32) -> Trip {
        self.change(|trips| Trip {
            count: trips.count,
            number: trips.behind[from as usize] + count,
        })
    }

    /// Notes that a trip ends.
    fn arrive(&self, at: End, trip: Trip) {
        self.change(|trips| {
            let behind = &mut trips.behind[at as usize];
            if trip.count == trips.count {
                *behind = trip.number.max(*behind);
            }
        });
    }
}

async fn connect(
    browser: TcpStream,
    server: SocketAddr,
    each_way: Duration,
    trips: Arc<Trips>,
) -> io::Result<()> {
    let server = TcpStream::connect(server).await?;
    browser.set_nodelay(true)?;
    server.set_nodelay(true)?;
    let ((from_browser, to_browser), (from_server, to_server)) =
        (browser.into_split(), server.into_split());
    // Browsers open connections for later, too: one counts when it is used.
    let opened = trips.begin(End::Browser, HANDSHAKE);
    let up = (End::Browser, End::Server, Arc::clone(&trips));
    let down = (End::Server, End::Browser, Arc::clone(&trips));
    tokio::spawn(async move {
        from_browser.readable().await?;
        trips.arrive(End::Browser, opened);
        carry(from_browser, to_server, each_way, up).await
    });
    tokio::spawn(carry(from_server, to_browser, each_way, down));
    Ok(())
}

/// Carries bytes in one direction. Reading goes on while bytes are delayed: the delay does not limit the bandwidth.
async fn carry(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin + Send + 'static,
    each_way: Duration,
    (start, end, trips): (End, End, Arc<Trips>),
) -> io::Result<()> {
    let (send, mut under_way) = mpsc::unbounded_channel::<(Instant, Trip, Vec<u8>)>();
    let counted = Arc::clone(&trips);
    tokio::spawn(async move {
        while let Some((due, trip, bytes)) = under_way.recv().await {
            sleep_until(due).await;
            counted.arrive(end, trip);
            to.write_all(&bytes).await?;
        }
        to.shutdown().await
    });
    let mut buffer = vec![0; 64 << 10];
    loop {
        let count = from.read(&mut buffer).await?;
        let trip = trips.begin(start, 1);
        let passed_on = send.send((Instant::now() + each_way, trip, buffer[..count].to_vec()));
        if count == 0 || passed_on.is_err() {
            return Ok(());
        }
    }
}
