//! The sessions of one worker, by ticket, and the memory that those without a socket may take.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::env;
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Waker};
use std::time::Duration;

use tokio_util::task::TaskTracker;

use super::arrival::Arrival;
use super::clients::{self, CountedSocket};
use super::drain::Drain;
use super::memory::HeldMemory;
use super::ticket::BoundTicket;
use super::visitor::Visitor;
use super::waiting::{WaitingPlace, WaitingSessions};
use crate::server::view::limit::Limit;
use crate::wire::close::Reason;
use crate::wire::limits::{UNATTACHED_BYTES, WAITING_BYTES};

/// The sessions that are attached or expected.
pub(crate) struct Roster {
    sessions: RefCell<HashMap<BoundTicket, Rc<Door>>>,
    /// Sessions whose first socket has not come yet: a visitor without a browser never attaches.
    unattached: RefCell<WaitingSessions<BoundTicket>>,
    /// Sessions whose socket is gone: a browser that has lost its connection, or a visitor who has left.
    detached: RefCell<WaitingSessions<BoundTicket>>,
    /// The sessions, and the sockets that are being closed.
    tasks: TaskTracker,
    /// Set when the server ends.
    drain: OnceCell<Arc<Drain>>,
}

/// The way of a socket to its session.
#[derive(Default)]
struct Door {
    /// The newest socket.
    arrival: RefCell<Option<Box<Arrival>>>,
    waker: RefCell<Option<Waker>>,
    /// True if the session must end.
    is_shut: Cell<bool>,
}

/// The place of a session in the roster, until it is dropped.
pub(crate) struct Seat {
    roster: Rc<Roster>,
    ticket: BoundTicket,
    visitor: Visitor,
    door: Rc<Door>,
    waits: Cell<Waits>,
    memory: HeldMemory,
}

/// The list on which a session waits for a socket.
#[derive(Clone, Copy)]
enum Waits {
    Unattached(WaitingPlace),
    Detached(WaitingPlace),
    Nowhere,
}

impl Default for Roster {
    fn default() -> Self {
        Self {
            sessions: RefCell::default(),
            unattached: RefCell::new(WaitingSessions::new(unattached_budget(), Limit::Fetched)),
            detached: RefCell::new(WaitingSessions::new(detached_budget(), Limit::Waiting)),
            tasks: TaskTracker::new(),
            drain: OnceCell::new(),
        }
    }
}

/// Returns the bytes that sessions may take whose socket is gone.
fn detached_budget() -> usize {
    static BUDGET: OnceLock<usize> = OnceLock::new();
    *BUDGET.get_or_init(|| budget("WATERSHED_WAITING_MIB", WAITING_BYTES))
}

/// Returns the bytes that sessions may take whose first socket has not come.
fn unattached_budget() -> usize {
    static BUDGET: OnceLock<usize> = OnceLock::new();
    *BUDGET.get_or_init(|| budget("WATERSHED_UNATTACHED_MIB", UNATTACHED_BYTES))
}

/// Returns the bytes in a variable, or else those that are allowed.
fn budget(variable: &str, allowed: usize) -> usize {
    let Ok(given) = env::var(variable) else {
        return allowed;
    };
    let mebibytes = given.trim().parse::<usize>().ok();
    let bytes = mebibytes.and_then(|mebibytes| mebibytes.checked_mul(1 << 20));
    bytes.unwrap_or_else(|| {
        tracing::error!(given, "{variable} is not a number of MiB");
        allowed
    })
}

impl Roster {
    /// Adds a session of so many bytes, whose sockets come to the seat.
    pub fn expect(self: &Rc<Self>, ticket: BoundTicket, visitor: Visitor, bytes: usize) -> Seat {
        let seat = self.seat(ticket, visitor);
        seat.memory.set(bytes);
        let (place, ended) = self.unattached.borrow_mut().add(visitor, bytes, ticket);
        seat.waits.set(Waits::Unattached(place));
        ended.into_iter().for_each(|ticket| self.end(ticket));
        seat
    }

    /// Adds a session whose socket is there already.
    pub fn welcome(
        self: &Rc<Self>,
        ticket: BoundTicket,
        visitor: Visitor,
        arrival: Box<Arrival>,
    ) -> Seat {
        let seat = self.seat(ticket, visitor);
        seat.door.bring(arrival);
        seat
    }

    fn seat(self: &Rc<Self>, ticket: BoundTicket, visitor: Visitor) -> Seat {
        let door = Rc::default();
        self.sessions.borrow_mut().insert(ticket, Rc::clone(&door));
        Seat {
            roster: Rc::clone(self),
            ticket,
            visitor,
            door,
            waits: Cell::new(Waits::Nowhere),
            memory: HeldMemory::default(),
        }
    }

    /// Hands a socket to its session. Returns it if there is no such session.
    pub fn arrive(&self, ticket: BoundTicket, arrival: Box<Arrival>) -> Option<Box<Arrival>> {
        if let Some(drain) = self.drain.get() {
            let closing = arrival.refuse_for(Reason::Draining, drain.retry_after());
            self.spawn(closing);
            return None;
        }
        match self.sessions.borrow().get(&ticket) {
            Some(door) => {
                door.bring(arrival);
                None
            }
            None => Some(arrival),
        }
    }

    /// Runs a task that must come to its end before the server does.
    pub fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.tasks.spawn_local(task);
    }

    /// Ends all sessions, and waits until their pages know when to come back.
    pub fn drain(&self, drain: Arc<Drain>) -> impl Future<Output = ()> + use<> {
        // A server ends once.
        let _ = self.drain.set(drain);
        self.sessions.borrow().values().for_each(|door| door.wake());
        self.tasks.close();
        let tasks = self.tasks.clone();
        async move { tasks.wait().await }
    }

    /// Ends all sessions of the visitor with this mark.
    pub fn end_visitor(&self, tag: [u8; 4]) {
        let sessions = self.sessions.borrow();
        let own = sessions.keys().filter(|ticket| ticket.is_of(tag));
        let own: Vec<_> = own.copied().collect();
        drop(sessions);
        own.into_iter().for_each(|ticket| self.end(ticket));
    }

    /// Ends a session. If its visitor comes later, it is as if the session had waited for too long.
    fn end(&self, ticket: BoundTicket) {
        if let Some(door) = self.sessions.borrow_mut().remove(&ticket) {
            door.is_shut.set(true);
            door.wake();
        }
    }
}

impl Door {
    fn bring(&self, arrival: Box<Arrival>) {
        if let Some(older) = self.arrival.replace(Some(arrival)) {
            tokio::task::spawn_local(older.refuse(Reason::Replaced));
        }
        self.wake();
    }

    fn wake(&self) {
        self.waker.take().into_iter().for_each(Waker::wake);
    }
}

impl Seat {
    /// Wakes the task when a socket comes for the session, or when the session must end.
    pub fn wait_at_door(&self, context: &Context<'_>) {
        let mut waker = self.door.waker.borrow_mut();
        if !waker
            .as_ref()
            .is_some_and(|waker| waker.will_wake(context.waker()))
        {
            *waker = Some(context.waker().clone());
        }
    }

    /// Takes the socket that came for the session. The task is woken as by [`wait_at_door`](Self::wait_at_door).
    pub fn take_arrival(&self, context: &Context<'_>) -> Option<Box<Arrival>> {
        self.wait_at_door(context);
        let arrival = self.door.arrival.take();
        if arrival.is_some() {
            self.wait_nowhere();
        }
        arrival
    }

    /// Runs a task that must come to its end before the server does.
    pub fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.roster.spawn(task);
    }

    /// Returns whether the server ends.
    pub fn is_draining(&self) -> bool {
        self.roster.drain.get().is_some()
    }

    /// Returns the time after which the page is to come back to the next server.
    pub fn retry_after(&self) -> Duration {
        let drain = self.roster.drain.get();
        drain.map_or(Duration::ZERO, |drain| drain.retry_after())
    }

    /// Returns whether the session must end.
    pub fn is_shut(&self) -> bool {
        self.door.is_shut.get()
    }

    /// Notes that the session has lost its socket.
    pub fn detached(&self, bytes: usize) {
        self.wait_nowhere();
        let (place, ended) =
            self.roster
                .detached
                .borrow_mut()
                .add(self.visitor, bytes, self.ticket);
        self.waits.set(Waits::Detached(place));
        ended.into_iter().for_each(|ticket| self.roster.end(ticket));
    }

    /// Returns the address of the session's visitor, if it is a client's own.
    pub fn client(&self) -> Option<IpAddr> {
        self.visitor.client()
    }

    /// Counts a socket of the session's visitor, unless there are too many.
    pub fn count_socket(&self) -> Option<CountedSocket> {
        clients::attach(self.visitor)
    }

    /// Notes the memory of the session.
    pub fn holds(&self, bytes: usize) {
        self.memory.set(bytes);
        let ended = match self.waits.get() {
            Waits::Unattached(place) => self.roster.unattached.borrow_mut().resize(place, bytes),
            Waits::Detached(place) => self.roster.detached.borrow_mut().resize(place, bytes),
            Waits::Nowhere => return,
        };
        ended.into_iter().for_each(|ticket| self.roster.end(ticket));
    }

    /// Takes the session off the roster, and returns another seat of the same ticket.
    pub fn hand_over(&self) -> Self {
        self.leave();
        self.roster.seat(self.ticket, self.visitor)
    }

    /// Takes the session off the roster: no socket comes any more.
    pub fn leave(&self) {
        let is_here = {
            let sessions = self.roster.sessions.borrow();
            let door = sessions.get(&self.ticket);
            door.is_some_and(|door| Rc::ptr_eq(door, &self.door))
        };
        if is_here {
            self.roster.end(self.ticket);
        }
        self.wait_nowhere();
        if let Some(arrival) = self.door.arrival.take() {
            self.spawn(arrival.refuse(Reason::Expired));
        }
    }

    fn wait_nowhere(&self) {
        match self.waits.replace(Waits::Nowhere) {
            Waits::Unattached(place) => self.roster.unattached.borrow_mut().remove(place),
            Waits::Detached(place) => self.roster.detached.borrow_mut().remove(place),
            Waits::Nowhere => {}
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.leave();
    }
}
