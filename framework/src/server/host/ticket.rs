//! Tickets: proof that a visitor was given a page, with the number of the worker that keeps its session.

use std::fmt;

/// 120 random bits and the worker's number.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Ticket(pub [u8; 16]);

impl Ticket {
    /// Makes a ticket that cannot be guessed.
    ///
    /// # Panics
    /// If the system has no randomness.
    pub fn random(worker: u8) -> Self {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the system has randomness");
        bytes[0] = worker;
        Self(bytes)
    }

    /// Returns the number of the worker that made the ticket.
    pub fn worker(self) -> u8 {
        self.0[0]
    }
}

/// Does not print the ticket itself, so that it cannot get into logs.
impl fmt::Debug for Ticket {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Ticket(worker {})", self.worker())
    }
}
