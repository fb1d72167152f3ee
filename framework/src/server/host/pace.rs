//! How much a socket may bring: what an honest client sends stays far below.

use std::time::{Duration, Instant};

/// The paces of one socket.
#[derive(Debug)]
pub(crate) struct Pace {
    frames: Bucket,
    bytes: Bucket,
    controls: Bucket,
}

/// What flows out at a rate, and overflows.
#[derive(Debug)]
struct Bucket {
    per_second: f64,
    burst: f64,
    level: f64,
    since: Instant,
}

impl Pace {
    /// Starts now.
    pub fn new(now: Instant) -> Self {
        let bucket = |per_second, burst| Bucket {
            per_second,
            burst,
            level: 0.0,
            since: now,
        };
        Self {
            // A client merges its turns into fifty batches a second; four times that is nobody's clock running fast.
            frames: bucket(200.0, 200.0),
            // A full frame four times a second, and once a page of them.
            bytes: bucket(256.0 * 1024.0, 1024.0 * 1024.0),
            // A heartbeat every twenty seconds, and answers to ours.
            controls: bucket(10.0, 20.0),
        }
    }

    /// Takes note of a frame. False: it is one too many.
    pub fn admits_frame(&mut self, bytes: usize, now: Instant) -> bool {
        let in_time = self.frames.admits(1.0, now);
        self.bytes.admits(bytes as f64, now) && in_time
    }

    /// Takes note of a ping or pong. False: it is one too many.
    pub fn admits_control(&mut self, now: Instant) -> bool {
        self.controls.admits(1.0, now)
    }
}

impl Bucket {
    fn admits(&mut self, amount: f64, now: Instant) -> bool {
        let passed: Duration = now.saturating_duration_since(self.since);
        self.since = now;
        self.level = (self.level - passed.as_secs_f64() * self.per_second).max(0.0) + amount;
        self.level <= self.burst
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_honest_pace_goes_on_for_ever() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        for turn in 0..10_000u32 {
            assert!(pace.admits_frame(2_000, start + Duration::from_millis(20) * turn));
        }
    }

    #[test]
    fn a_flood_of_frames_is_stopped() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        let admitted = (0..1_000)
            .take_while(|_| pace.admits_frame(1, start))
            .count();
        assert_eq!(admitted, 200);
    }

    #[test]
    fn a_flood_of_bytes_is_stopped() {
        let start = Instant::now();
        let mut pace = Pace::new(start);
        let admitted = (0..100)
            .take_while(|_| pace.admits_frame(64 << 10, start))
            .count();
        assert_eq!(admitted, 16);
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
