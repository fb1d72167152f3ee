//! The sessions of one worker, by ticket.

use std::collections::{HashMap, VecDeque};

use tokio::sync::mpsc;

use super::attendance::Arrival;
use super::ticket::Ticket;
use crate::wire::message::Reason;

/// Sessions whose socket has not come yet. With more of them the oldest ends: a visitor without a browser never
/// attaches, and must not use up the memory of those who do.
const UNATTACHED: usize = 1_000;

/// The sessions that are attached or expected.
#[derive(Default)]
pub(crate) struct Roster {
    sessions: HashMap<Ticket, mpsc::UnboundedSender<Arrival>>,
    unattached: VecDeque<Ticket>,
}

impl Roster {
    /// Adds a session; its socket comes through the receiver. When the receiver ends, the session must end.
    pub fn expect(&mut self, ticket: Ticket) -> mpsc::UnboundedReceiver<Arrival> {
        let (door, arrivals) = mpsc::unbounded_channel();
        self.sessions.insert(ticket, door);
        self.unattached.push_back(ticket);
        if self.unattached.len() > UNATTACHED
            && let Some(oldest) = self.unattached.pop_front()
        {
            self.sessions.remove(&oldest);
        }
        arrivals
    }

    /// Hands a socket to its session.
    pub fn arrive(&mut self, ticket: Ticket, arrival: Arrival) {
        let arrival = match self.sessions.get(&ticket) {
            None => arrival,
            Some(door) => match door.send(arrival) {
                Ok(()) => return self.unattached.retain(|waiting| *waiting != ticket),
                Err(undelivered) => undelivered.0,
            },
        };
        tokio::task::spawn_local(arrival.refuse(Reason::Expired));
    }

    /// Forgets a session.
    pub fn leave(&mut self, ticket: Ticket) {
        self.sessions.remove(&ticket);
        self.unattached.retain(|waiting| *waiting != ticket);
    }
}
