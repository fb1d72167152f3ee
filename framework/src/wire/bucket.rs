//! A leaky bucket: both sides pace by the same one. It has no clock, so that it is as exact in a test.

/// What flows out at a rate, and may fill up to a burst. Time is in milliseconds on a clock of its owner's.
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

    /// Puts an amount in, which may be too much.
    pub fn add(&mut self, amount: f64, now: f64) {
        self.drain(now);
        self.level += amount;
    }

    /// How many milliseconds it takes until it is not too full; 0: it is not.
    pub fn wait(&mut self, now: f64) -> f64 {
        self.drain(now);
        (self.level - self.burst).max(0.0) / self.per_millisecond
    }

    /// A clock that goes back is not believed.
    fn drain(&mut self, now: f64) {
        let passed = (now - self.since).max(0.0);
        self.since = now;
        self.level = (self.level - passed * self.per_millisecond).max(0.0);
    }
}
