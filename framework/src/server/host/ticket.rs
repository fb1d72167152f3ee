//! Proves that a visitor was given a page, and says which worker keeps its session.

use std::fmt;

/// 120 random bits and the worker's number.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Ticket(pub [u8; 16]);

impl Ticket {
    /// A ticket that nobody can guess.
    ///
    /// # Panics
    /// If the system has no randomness.
    pub fn random(worker: u8) -> Self {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the system has randomness");
        bytes[0] = worker;
        Self(bytes)
    }

    /// The worker that made it.
    pub fn worker(self) -> u8 {
        self.0[0]
    }
}

/// Never the ticket itself: it would end in logs.
impl fmt::Debug for Ticket {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Ticket(worker {})", self.worker())
    }
}
