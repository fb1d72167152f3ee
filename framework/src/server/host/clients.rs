//! The sessions and sockets of each client that is known by its address.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

use super::pace::milliseconds;
use super::visitor::Visitor;
use crate::server::view::limit::Limit;
use crate::wire::QuickHash;
use crate::wire::bucket::Bucket;
use crate::wire::limits::{CLIENT_SESSIONS, CLIENT_SOCKETS, CLIENT_TICKETS};

/// The clients of this process that have a socket, or have asked for pages recently.
#[derive(Default)]
struct ClientTable {
    clients: HashMap<Visitor, ClientUse, QuickHash>,
    /// The number of clients at which those with nothing are forgotten.
    full: usize,
}

struct ClientUse {
    sessions: Bucket,
    /// The tickets that were of no page.
    tickets: Bucket,
    sockets: usize,
}

/// A socket of a client, counted until it is dropped.
#[derive(Debug)]
pub(crate) struct CountedSocket(Visitor);

/// Returns whether a visitor may have another session.
pub(crate) fn may_open(visitor: Visitor) -> bool {
    !matches!(visitor, Visitor::Client(_)) || table(|table, now| table.may_open(visitor, now))
}

/// Counts a session.
pub(crate) fn opened(visitor: Visitor) {
    if matches!(visitor, Visitor::Client(_)) {
        table(|table, now| table.of(visitor, now).sessions.add(1.0, now));
    }
}

/// Returns whether a visitor may try another ticket.
pub(crate) fn may_try(visitor: Visitor) -> bool {
    !matches!(visitor, Visitor::Client(_)) || table(|table, now| table.may_try(visitor, now))
}

/// Counts a ticket that was of no page.
pub(crate) fn has_failed(visitor: Visitor) {
    if matches!(visitor, Visitor::Client(_)) {
        table(|table, now| table.of(visitor, now).tickets.add(1.0, now));
    }
}

/// Counts a socket, unless the visitor has too many.
pub(crate) fn attach(visitor: Visitor) -> Option<CountedSocket> {
    let may_attach =
        !matches!(visitor, Visitor::Client(_)) || table(|table, now| table.attach(visitor, now));
    may_attach.then(|| CountedSocket(visitor))
}

fn table<R>(act: impl FnOnce(&mut ClientTable, f64) -> R) -> R {
    static TABLE: OnceLock<(Instant, Mutex<ClientTable>)> = OnceLock::new();
    let (start, table) = TABLE.get_or_init(|| (Instant::now(), Mutex::default()));
    let now = milliseconds(start.elapsed());
    act(
        &mut table.lock().unwrap_or_else(PoisonError::into_inner),
        now,
    )
}

impl Drop for CountedSocket {
    fn drop(&mut self) {
        if matches!(self.0, Visitor::Client(_)) {
            table(|table, now| table.of(self.0, now).sockets -= 1);
        }
    }
}

impl ClientUse {
    fn is_known(&mut self, now: f64) -> bool {
        self.sockets > 0 || !self.sessions.is_empty(now) || !self.tickets.is_empty(now)
    }
}

impl ClientTable {
    fn of(&mut self, visitor: Visitor, now: f64) -> &mut ClientUse {
        if self.clients.len() > self.full {
            self.clients.retain(|_, client| client.is_known(now));
            self.full = 2 * self.clients.len() + 1024;
        }
        self.clients.entry(visitor).or_insert_with(|| ClientUse {
            sessions: CLIENT_SESSIONS.bucket(),
            tickets: CLIENT_TICKETS.bucket(),
            sockets: 0,
        })
    }

    fn may_open(&mut self, visitor: Visitor, now: f64) -> bool {
        let client = self.of(visitor, now);
        let is_slow = client.sessions.wait(now) == 0.0;
        let has_room = client.sockets < CLIENT_SOCKETS;
        if !is_slow {
            Limit::ClientSessions.hit();
        } else if !has_room {
            Limit::ClientSockets.hit();
        }
        is_slow && has_room
    }

    fn may_try(&mut self, visitor: Visitor, now: f64) -> bool {
        let may_try = self.of(visitor, now).tickets.wait(now) == 0.0;
        if !may_try {
            Limit::ClientTickets.hit();
        }
        may_try
    }

    fn attach(&mut self, visitor: Visitor, now: f64) -> bool {
        let client = self.of(visitor, now);
        let has_room = client.sockets < CLIENT_SOCKETS;
        match has_room {
            true => client.sockets += 1,
            false => Limit::ClientSockets.hit(),
        }
        has_room
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;
    use crate::server::view::limit::reached;

    fn client(number: u32) -> Visitor {
        Visitor::Client(IpAddr::from(Ipv4Addr::from(number)))
    }

    #[test]
    fn a_client_opens_forty_pages_at_once_and_ten_a_second() {
        let before = reached("client-sessions");
        let mut table = ClientTable::default();
        let mut open = |now: f64| {
            let may_open = table.may_open(client(1), now);
            if may_open {
                table.of(client(1), now).sessions.add(1.0, now);
            }
            may_open
        };
        assert_eq!((0..1_000).filter(|_| open(0.0)).count(), 41);
        let opened = (1..=10_000).filter(|millisecond| open(f64::from(*millisecond)));
        assert!((99..=101).contains(&opened.count()));
        assert!(table.may_open(client(2), 10_000.0), "another one");
        assert!(reached("client-sessions") > before);
    }

    #[test]
    fn a_client_has_so_many_sockets_and_no_pages_beyond_that() {
        let before = reached("client-sockets");
        let visitor = client(0x0900_0001);
        let mut sockets: Vec<_> = (0..CLIENT_SOCKETS)
            .map(|_| attach(visitor).expect("room"))
            .collect();
        assert!(attach(visitor).is_none() && !may_open(visitor));
        assert!(attach(client(0x0900_0002)).is_some());
        sockets.pop();
        assert!(may_open(visitor) && attach(visitor).is_some());
        assert!(reached("client-sockets") > before);
        // Behind a proxy that nobody has named, all visitors have its address.
        let unnamed = Visitor::Address(IpAddr::from([10, 0, 0, 1]));
        for visitor in [unnamed, Visitor::Unknown] {
            let all: Vec<_> = (0..2 * CLIENT_SOCKETS).map(|_| attach(visitor)).collect();
            assert!(all.iter().all(Option::is_some) && may_open(visitor));
        }
    }

    #[test]
    fn clients_that_have_nothing_are_forgotten() {
        let mut table = ClientTable::default();
        assert!(table.attach(client(1), 0.0));
        for number in 2..100_000 {
            let now = f64::from(number);
            table.of(client(number), now).sessions.add(1.0, now);
        }
        assert!(table.clients.len() < 4_000, "{}", table.clients.len());
        assert_eq!(table.clients[&client(1)].sockets, 1);
    }
}
