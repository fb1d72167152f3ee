//! A leaky bucket, by which both sides limit their rates. It has no clock of its own, so it is exact in tests.

/// A level that sinks at a constant rate and may rise up to a burst. Times are in milliseconds of any clock.
#[derive(Clone, Debug, PartialEq)]
pub struct Bucket {
    per_millisecond: f64,
    burst: f64,
    level: f64,
    since: f64,
}

impl Bucket {
    /// An empty bucket.
    pub const fn new(per_second: f64, burst: f64) -> Self {
        Self {
            per_millisecond: per_second / 1000.0,
            burst,
            level: 0.0,
            since: 0.0,
        }
    }

    /// Adds an amount, which may be too much.
    pub fn add(&mut self, amount: f64, now: f64) {
        self.drain(now);
        self.level += amount;
    }

    /// Returns the milliseconds until the level is within the burst; 0 if it is.
    pub fn wait(&mut self, now: f64) -> f64 {
        self.drain(now);
        (self.level - self.burst).max(0.0) / self.per_millisecond
    }

    /// Returns whether nothing was added for long.
    pub fn is_empty(&mut self, now: f64) -> bool {
        self.drain(now);
        self.level == 0.0
    }

    /// Time that runs backwards is ignored.
    fn drain(&mut self, now: f64) {
        let passed = (now - self.since).max(0.0);
        self.since = now;
        self.level = (self.level - passed * self.per_millisecond).max(0.0);
    }
}
