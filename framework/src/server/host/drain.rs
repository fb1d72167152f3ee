//! The end of a server: its pages are told when to come back, spread over the time that the next server needs to take them.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// The time that another server needs to start.
const START: Duration = Duration::from_millis(500);

/// The pages that come back in a second.
const PAGES_PER_SECOND: u32 = 500;

/// The longest time that a page is told to wait.
const LONGEST: Duration = Duration::from_secs(30);

/// The order in which pages come back.
#[derive(Debug, Default)]
pub(crate) struct Drain {
    told: AtomicU32,
}

impl Drain {
    /// Returns the time after which the next page is to come back.
    pub fn retry_after(&self) -> Duration {
        let before = self.told.fetch_add(1, Ordering::Relaxed);
        let turn = Duration::from_secs(1) * before / PAGES_PER_SECOND;
        LONGEST.min(START + turn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_come_back_one_after_the_other_within_half_a_minute() {
        let drain = Drain::default();
        let times: Vec<_> = (0..100_000).map(|_| drain.retry_after()).collect();
        assert_eq!(times[0], START);
        assert_eq!(times[500], START + Duration::from_secs(1));
        assert!(times.is_sorted());
        assert_eq!(times[99_999], LONGEST);
    }
}
