//! Signs of life: a connection whose peer is gone without a word is noticed within 45 seconds.

use tokio::time::Instant;

use crate::wire::limits::{HEARTBEAT, MISSED};

/// The heartbeats of a socket.
#[derive(Debug)]
pub(crate) struct Heartbeat {
    at: Instant,
    missed: u8,
}

impl Heartbeat {
    /// Starts with a peer that was just heard.
    pub fn new(now: Instant) -> Self {
        Self {
            at: now + HEARTBEAT,
            missed: 0,
        }
    }

    /// Returns the time of the next heartbeat.
    pub fn at(&self) -> Instant {
        self.at
    }

    /// Notes bytes of the peer.
    pub fn heard(&mut self) {
        self.missed = 0;
    }

    /// Counts a heartbeat. Returns false if the peer is gone.
    pub fn beat(&mut self, now: Instant) -> bool {
        self.at = now + HEARTBEAT;
        self.missed += 1;
        self.missed < MISSED
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Returns the seconds after which a peer counts as gone that was heard last at `heard` seconds.
    fn gone_after(heard: u64) -> u64 {
        let start = Instant::now();
        let mut heartbeat = Heartbeat::new(start);
        loop {
            let now = heartbeat.at();
            if now <= start + Duration::from_secs(heard) {
                heartbeat.heard();
            }
            if !heartbeat.beat(now) {
                return (now - start).as_secs() - heard;
            }
            if now <= start + Duration::from_secs(heard) {
                heartbeat.heard();
            }
        }
    }

    #[test]
    fn a_peer_that_is_gone_is_noticed_within_45_seconds() {
        for heard in [0, 1, 19, 20, 21, 39, 40, 1_000] {
            assert!(
                (20..=45).contains(&gone_after(heard)),
                "{heard}: {}",
                gone_after(heard)
            );
        }
    }

    #[test]
    fn a_peer_that_answers_stays() {
        let mut heartbeat = Heartbeat::new(Instant::now());
        for _ in 0..1_000 {
            assert!(heartbeat.beat(heartbeat.at()));
            heartbeat.heard();
        }
    }
}
