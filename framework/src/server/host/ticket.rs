//! Tickets: proof that a visitor was given a page, with the number of the worker that keeps its session.

use std::fmt;

use sha2::{Digest, Sha256};

use super::cookie::VisitorCookie;

/// 120 random bits and the worker's number, as they are in a page.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Ticket(pub [u8; 16]);

/// A ticket together with the cookie of the visitor who was given it: it names a session.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct BoundTicket([u8; 16]);

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

    /// Returns the name of the session that a visitor with this cookie was given the ticket for. With another cookie it
    /// is the name of no session.
    pub fn of_visitor(self, cookie: VisitorCookie) -> BoundTicket {
        let digest = Sha256::new()
            .chain_update(self.0)
            .chain_update(cookie.bytes())
            .finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        BoundTicket(bytes)
    }
}

impl BoundTicket {
    /// Returns the bytes, which are no secret: they lead to a session only with the ticket and the cookie.
    pub fn bytes(self) -> [u8; 16] {
        self.0
    }
}

/// Does not print the ticket itself, so that it cannot get into logs.
impl fmt::Debug for Ticket {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Ticket(worker {})", self.worker())
    }
}
