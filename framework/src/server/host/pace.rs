//! The rates of a socket's messages, and of a session's cost. An honest client stays far below them.

use std::time::{Duration, Instant};

use crate::wire::bucket::Bucket;
use crate::wire::limits;

/// The rates of one socket, in messages.
#[derive(Debug)]
pub(crate) struct Pace {
    start: Instant,
    messages: Bucket,
    controls: Bucket,
}

impl Pace {
    /// Starts to count.
    pub fn new(now: Instant) -> Self {
        Self {
            start: now,
            messages: limits::MESSAGES.bucket(),
            controls: limits::CONTROLS.bucket(),
        }
    }

    /// Counts a message, and returns whether the rate allows it.
    pub fn admits_message(&mut self, now: Instant) -> bool {
        let now = self.milliseconds(now);
        self.messages.add(1.0, now);
        self.messages.wait(now) == 0.0
    }

    /// Counts a ping or pong, and returns whether the rate allows it.
    pub fn admits_control(&mut self, now: Instant) -> bool {
        let now = self.milliseconds(now);
        self.controls.add(1.0, now);
        self.controls.wait(now) == 0.0
    }

    fn milliseconds(&self, now: Instant) -> f64 {
        milliseconds(now.saturating_duration_since(self.start))
    }
}

/// An account that is charged, and must wait when it has been charged too much.
#[derive(Debug)]
pub(crate) struct Account {
    start: Instant,
    bucket: Bucket,
}

impl Account {
    /// Makes an account without charges.
    pub fn new(rate: limits::Rate, now: Instant) -> Self {
        Self {
            start: now,
            bucket: rate.bucket(),
        }
    }

    /// Charges an amount.
    pub fn charge(&mut self, amount: f64, now: Instant) {
        let now = milliseconds(now.saturating_duration_since(self.start));
        self.bucket.add(amount, now);
    }

    /// Returns the time to wait before the next charge; `None` if there is none.
    pub fn wait(&mut self, now: Instant) -> Option<Duration> {
        let now = milliseconds(now.saturating_duration_since(self.start));
        let wait = self.bucket.wait(now);
        (wait > 0.0).then(|| Duration::from_secs_f64(wait / 1000.0))
    }

    /// Returns whether nothing was charged for long.
    pub fn is_empty(&mut self, now: Instant) -> bool {
        let now = milliseconds(now.saturating_duration_since(self.start));
        self.bucket.is_empty(now)
    }
}

pub(super) fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_honest_pace_goes_on_for_ever() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        for turn in 0..10_000u32 {
            assert!(pace.admits_message(start + Duration::from_millis(20) * turn));
        }
    }

    #[test]
    fn a_flood_of_frames_is_stopped() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        let admitted = (0..1_000)
            .take_while(|_| pace.admits_message(start))
            .count();
        assert_eq!(admitted, 200);
    }

    #[test]
    fn too_many_bytes_have_to_wait() {
        let start = Instant::now();
        let mut account = Account::new(limits::BYTES, start);
        account.charge(f64::from(1 << 20), start);
        assert_eq!(account.wait(start), None);
        account.charge(f64::from(256 << 10), start);
        assert_eq!(account.wait(start), Some(Duration::from_secs(1)));
        assert_eq!(account.wait(start + Duration::from_secs(1)), None);
    }

    #[test]
    fn a_flood_of_pings_is_stopped_and_forgotten() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        assert_eq!(
            (0..100).take_while(|_| pace.admits_control(start)).count(),
            20
        );
        assert!(pace.admits_control(start + Duration::from_secs(5)));
    }
}
