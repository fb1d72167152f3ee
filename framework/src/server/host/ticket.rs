//! Tickets: proof that a visitor was given a page. The server keeps nothing for a ticket: it is sealed with a key, and a
//! page that is rendered once more shows whether it is the one that the visitor has.

use std::env;
use std::fmt;
use std::sync::OnceLock;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::cookie::VisitorCookie;

/// The variable with the key, if several processes, or one that is started again, share it.
const KEY: &str = "WATERSHED_KEY";

/// The fewest characters of such a key.
const SHORTEST_KEY: usize = 32;

/// Bytes of a ticket in front of its seal: the number of a worker, and random ones.
const HEAD: usize = 5;

/// A ticket as it is in a page: its head, and 88 bits of a seal over the head, the visitor's cookie, and the page with its
/// address.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Ticket(pub [u8; 16]);

/// The part of a ticket that does not depend on its page: it tells the tickets of one visitor apart.
#[derive(Clone, Copy)]
pub(crate) struct TicketHead([u8; HEAD]);

/// The seal of a page for a visitor: everything that the browser is given goes into it.
pub(crate) struct TicketSeal {
    head: TicketHead,
    mac: Hmac<Sha256>,
}

/// A ticket together with the cookie of the visitor who was given it: it names a session. At the end is the visitor's mark.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct BoundTicket([u8; 16]);

impl TicketHead {
    /// Makes the head of a new ticket.
    ///
    /// # Panics
    /// If the system has no randomness.
    pub fn random(worker: u8) -> Self {
        let mut bytes = [0; HEAD];
        getrandom::fill(&mut bytes).expect("the system has randomness");
        bytes[0] = worker;
        Self(bytes)
    }

    /// Begins the seal of a page for the visitor with this cookie.
    pub fn seal(self, cookie: VisitorCookie) -> TicketSeal {
        let mac = Hmac::new_from_slice(key()).expect("any key will do");
        let mut seal = TicketSeal { head: self, mac };
        seal.add(&self.0);
        seal.add(cookie.bytes());
        seal
    }
}

impl TicketSeal {
    /// Adds a part of what the browser is given.
    pub fn add(&mut self, part: &[u8]) {
        // With its length, so that no two lists of parts are one sequence of bytes.
        self.mac.update(&(part.len() as u64).to_le_bytes());
        self.mac.update(part);
    }

    /// Makes the ticket.
    pub fn ticket(self) -> Ticket {
        let TicketHead(head) = self.head;
        let mut bytes = [0; 16];
        let seal = self.mac.finalize().into_bytes();
        bytes[..HEAD].copy_from_slice(&head);
        bytes[HEAD..].copy_from_slice(&seal[..16 - HEAD]);
        Ticket(bytes)
    }

    /// Returns whether a ticket has this seal, in the same time for each that has not.
    pub fn seals(self, ticket: Ticket) -> bool {
        self.mac.verify_truncated_left(&ticket.0[HEAD..]).is_ok()
    }
}

impl Ticket {
    /// Returns the head.
    pub fn head(self) -> TicketHead {
        let [worker, a, b, c, d, ..] = self.0;
        TicketHead([worker, a, b, c, d])
    }

    /// Returns the number of the worker that rendered the page, which may be one of another process.
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
        let (mut bytes, tag) = ([0; 16], cookie.tag());
        let (head, end) = bytes.split_at_mut(16 - tag.len());
        head.copy_from_slice(&digest[..head.len()]);
        end.copy_from_slice(&tag);
        BoundTicket(bytes)
    }
}

impl BoundTicket {
    /// Returns the bytes, which are no secret: they lead to a session only with the ticket and the cookie.
    pub fn bytes(self) -> [u8; 16] {
        self.0
    }

    /// Returns whether it is of a visitor with this mark.
    pub fn is_of(self, tag: [u8; 4]) -> bool {
        self.0.ends_with(&tag)
    }
}

/// Does not print the ticket itself, so that it cannot get into logs.
impl fmt::Debug for Ticket {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Ticket(worker {})", self.worker())
    }
}

/// Returns the key of this process: that in the environment, or else a random one.
fn key() -> &'static [u8; 32] {
    static KEY_OF_PROCESS: OnceLock<[u8; 32]> = OnceLock::new();
    KEY_OF_PROCESS.get_or_init(|| match env::var(KEY) {
        Ok(given) if given.len() >= SHORTEST_KEY => Sha256::digest(given).into(),
        given => {
            if given.is_ok() {
                tracing::error!("{KEY} has fewer than {SHORTEST_KEY} characters, and is not used");
            }
            let mut key = [0; 32];
            getrandom::fill(&mut key).expect("the system has randomness");
            key
        }
    })
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, header};

    use super::*;

    fn cookie(letter: &str) -> VisitorCookie {
        let mut headers = HeaderMap::new();
        let value = format!("watershed={}A", letter.repeat(21));
        headers.insert(header::COOKIE, value.parse().expect("a value"));
        VisitorCookie::of(&headers).expect("a cookie")
    }

    fn seal(head: TicketHead, letter: &str, parts: &[&str]) -> TicketSeal {
        let mut seal = head.seal(cookie(letter));
        parts.iter().for_each(|part| seal.add(part.as_bytes()));
        seal
    }

    #[test]
    fn a_ticket_is_of_one_visitor_one_page_and_one_head() {
        let head = TicketHead::random(7);
        let ticket = seal(head, "A", &["/a", "<p>"]).ticket();
        assert_eq!(ticket.worker(), 7);
        assert!(seal(ticket.head(), "A", &["/a", "<p>"]).seals(ticket));
        assert!(!seal(ticket.head(), "B", &["/a", "<p>"]).seals(ticket));
        assert!(!seal(ticket.head(), "A", &["/b", "<p>"]).seals(ticket));
        assert!(!seal(ticket.head(), "A", &["/a", "<b>"]).seals(ticket));
        // Parts are told apart by their lengths.
        assert!(!seal(ticket.head(), "A", &["/a<", "p>"]).seals(ticket));
        let other = TicketHead::random(8);
        assert!(!seal(other, "A", &["/a", "<p>"]).seals(ticket));
    }

    #[test]
    fn no_changed_bit_of_a_ticket_is_accepted() {
        let ticket = seal(TicketHead::random(0), "A", &["/"]).ticket();
        for bit in 0..128 {
            let mut changed = ticket;
            changed.0[bit / 8] ^= 1 << (bit % 8);
            assert!(!seal(changed.head(), "A", &["/"]).seals(changed), "{bit}");
        }
    }

    #[test]
    fn two_tickets_of_a_page_differ() {
        let ticket = || seal(TicketHead::random(1), "A", &["/"]).ticket();
        assert_ne!(ticket(), ticket());
    }
}
