//! Visitors that only fetch a page, one after the other and without end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use anyhow::Result;

use crate::visitor::fetch;

/// The fetches at a time.
const AT_ONCE: usize = 8;

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
        let (ends, fetched) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicUsize::new(0)),
        );
        let thread = |_| {
            let (ends, fetched) = (Arc::clone(&ends), Arc::clone(&fetched));
            thread::spawn(move || {
                while !ends.load(Ordering::Relaxed) {
                    // A server that is overloaded refuses.
                    if fetch(server, path).is_ok() {
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

    /// Ends the flood. Returns the number of pages in a second.
    pub fn end(self) -> Result<f64> {
        self.ends.store(true, Ordering::Relaxed);
        let rate = self.fetched.load(Ordering::Relaxed) as f64 / self.start.elapsed().as_secs_f64();
        for thread in self.threads {
            thread
                .join()
                .map_err(|_| anyhow::anyhow!("a fetch panicked"))?;
        }
        Ok(rate)
    }
}
