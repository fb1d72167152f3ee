//! Visitors that only fetch a page, one after the other: without end, or a number of them.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::Result;
use bench::report::Short;

use crate::Example;
use crate::measure::Cores;
use crate::server::Server;
use crate::visitor::{Visitor, fetch, fetch_as_stranger};

/// The fetches at a time.
const AT_ONCE: usize = 8;

/// The honest visitors who come meanwhile.
const HONEST: usize = 100;

/// The most MB that the server takes for pages that are only fetched.
const BAR: f64 = 10.0;

/// The most time until the turn of an honest visitor is answered.
const ANSWER: Duration = Duration::from_secs(10);

/// A flood that goes on until it is ended.
pub struct Flood {
    ends: Arc<AtomicBool>,
    fetched: Arc<AtomicUsize>,
    threads: Vec<JoinHandle<()>>,
    start: Instant,
}

impl Flood {
    /// Starts fetching a page.
    pub fn start(server: SocketAddr, path: &'static str) -> Self {
        Self::fetching(usize::MAX, move || fetch(server, path).is_ok())
    }

    /// Starts fetching a page so many times, always as another visitor.
    fn of_strangers(server: SocketAddr, path: &'static str, count: usize) -> Self {
        Self::fetching(count, move || fetch_as_stranger(server, path).is_ok())
    }

    fn fetching(count: usize, fetch: impl Fn() -> bool + Clone + Send + 'static) -> Self {
        let (ends, fetched) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicUsize::new(0)),
        );
        let begun = Arc::new(AtomicUsize::new(0));
        let thread = |_| {
            let (ends, begun, fetched) =
                (Arc::clone(&ends), Arc::clone(&begun), Arc::clone(&fetched));
            let fetch = fetch.clone();
            thread::spawn(move || {
                while !ends.load(Ordering::Relaxed) && begun.fetch_add(1, Ordering::Relaxed) < count
                {
                    // A server that is overloaded refuses.
                    if fetch() {
                        fetched.fetch_add(1, Ordering::Relaxed);
                    }
                }
            })
        };
        let threads = (0..AT_ONCE).map(thread).collect();
        Self {
            ends,
            fetched,
            threads,
            start: Instant::now(),
        }
    }

    /// Returns the number of pages that were fetched.
    fn fetched(&self) -> usize {
        self.fetched.load(Ordering::Relaxed)
    }

    /// Returns whether all are fetched.
    fn is_over(&self) -> bool {
        self.threads.iter().all(JoinHandle::is_finished)
    }

    /// Ends the flood. Returns the number of pages in a second.
    pub fn end(self) -> Result<f64> {
        self.ends.store(true, Ordering::Relaxed);
        let rate = self.fetched() as f64 / self.start.elapsed().as_secs_f64();
        for thread in self.threads {
            thread
                .join()
                .map_err(|_| anyhow::anyhow!("a fetch panicked"))?;
        }
        Ok(rate)
    }
}

/// The outcome of visits to one server.
struct Visited {
    before: f64,
    after: f64,
    attached: usize,
    fetched: usize,
}

/// Fetches the page of an example so many times without attaching it, while honest visitors come, work and leave. Returns whether
/// all of them were served, and the pages took no memory.
pub fn measure(example: &Example, program: &Path, fetches: usize) -> Result<bool> {
    let alone = visit(example, program, 0)?;
    let flooded = visit(example, program, fetches)?;
    // The sessions of honest visitors who have left take memory too, for as long as they may come back.
    let grown = (flooded.after - flooded.before) - (alone.after - alone.before);
    let is_within = grown < BAR && flooded.attached == HONEST && flooded.fetched == fetches;
    let verdict = if is_within { "within" } else { "NOT WITHIN" };
    println!(
        "{}: {} of {fetches} pages fetched; the server had {} MB before and {} MB after them; {} of {HONEST} visitors attached and were answered meanwhile",
        example.name,
        flooded.fetched,
        Short(flooded.before),
        Short(flooded.after),
        flooded.attached,
    );
    println!(
        "  the same visitors alone: {} MB and {} MB, {} of {HONEST}; so the pages took {} MB, {verdict} the {BAR} MB that they may",
        Short(alone.before),
        Short(alone.after),
        alone.attached,
        Short(grown),
    );
    Ok(is_within)
}

/// Fetches the page of an example so many times, while honest visitors come, work and leave.
fn visit(example: &Example, program: &Path, fetches: usize) -> Result<Visited> {
    let server = Server::start(program, Cores::split().server())?;
    // Its pools and caches are made with the first pages.
    for _ in 0..HONEST {
        fetch_as_stranger(server.address, example.path)?;
    }
    let before = megabytes(server.memory()?);
    let flood = Flood::of_strangers(server.address, example.path, fetches);
    let mut attached = 0;
    for number in 0..HONEST {
        // They come all the time that pages are fetched.
        while flood.fetched() < fetches * number / HONEST && !flood.is_over() {
            thread::sleep(Duration::from_millis(1));
        }
        match is_served(example, &server) {
            Ok(()) => attached += 1,
            Err(error) => println!("  a visitor is not served: {error:#}"),
        }
    }
    while !flood.is_over() {
        thread::sleep(Duration::from_millis(1));
    }
    let fetched = flood.fetched();
    flood.end()?;
    Ok(Visited {
        before,
        after: megabytes(server.memory()?),
        attached,
        fetched,
    })
}

/// Fetches a page, attaches its session, and makes a turn.
fn is_served(example: &Example, server: &Server) -> Result<()> {
    let mut visitor = Visitor::arrive(server.address, example.path, example.turn)?;
    let start = Instant::now();
    visitor.turn(start)?;
    let mut buffer = vec![0; 64 << 10];
    while visitor.read(&mut buffer)?.is_none() {
        anyhow::ensure!(start.elapsed() < ANSWER, "a turn is not answered");
        thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
