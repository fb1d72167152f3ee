//! The state of the socket: when to attach, when to send, when to reconnect, when to give up.
//!
//! Times are milliseconds on the page's clock.

use std::cell::{Cell, RefCell};

use crate::wire::bucket::Bucket;
use crate::wire::limits::{SENT_BYTES, SENT_MESSAGES};
use crate::wire::number::Seq;

/// The state of a page's socket, and its history.
pub(super) struct Socket {
    state: Cell<SocketState>,
    /// The number of waits for the next connection.
    waits: Cell<u32>,
    /// The number of connections in a row that could not be kept open.
    failures: Cell<u32>,
    /// True if it was ever attached.
    was_attached: Cell<bool>,
    /// True if it was ever kept open for long.
    was_stable: Cell<bool>,
    /// The time when it was attached last, and when an update came last.
    since: Cell<f64>,
    heard: Cell<f64>,
    /// The amount that was sent: the server delays or dismisses clients that send too much.
    frames: RefCell<Bucket>,
    bytes: RefCell<Bucket>,
    /// The batch that was under way when a connection broke last, and for how many connections in a row.
    suspect: Cell<(Seq, u32)>,
    /// The time since when only servers of another build have answered; infinity if the last one was of the page's own.
    outdated: Cell<f64>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum SocketState {
    /// Not open; the next connection waits for its time.
    Waiting,
    /// Not open yet.
    #[default]
    Opening,
    /// Open; the server has not answered yet.
    Attaching,
    /// Messages may be sent.
    Attached,
    /// Closed for good.
    Over,
}

const FIRST_DELAY: u32 = 250;
const LONGEST_DELAY: u32 = 15_000;

/// The time in milliseconds after which a connection counts as stable.
const STABLE: f64 = 30_000.0;

/// The time in milliseconds within which a connection must break for a batch to be the suspected cause.
const AT_ONCE: f64 = 5_000.0;

/// The times in milliseconds for which a page looks for a server of its own build: one on which nothing waits, as long as
/// servers drain; and one on which somebody waits, for some five connections. If half of the servers behind an address are
/// of its build, one is found by then in 97 of 100 cases. In the case that there is one server, and it was killed, there
/// is none to be found.
const SEEKS: f64 = 30_000.0;
const SEEKS_IN_HASTE: f64 = 4_000.0;

/// The number of connections that may break with the same batch under way before the batch counts as the cause.
const SUSPICIONS: u32 = 2;

impl Default for Socket {
    fn default() -> Self {
        Self {
            state: Cell::default(),
            waits: Cell::default(),
            failures: Cell::default(),
            was_attached: Cell::default(),
            was_stable: Cell::default(),
            since: Cell::default(),
            heard: Cell::default(),
            frames: RefCell::new(SENT_MESSAGES.bucket()),
            bytes: RefCell::new(SENT_BYTES.bucket()),
            suspect: Cell::default(),
            outdated: Cell::new(f64::INFINITY),
        }
    }
}

impl Socket {
    /// Notes that the socket is open. A page that was never attached has no batch that could have arrived before, so it
    /// need not wait for the server's answer.
    pub(super) fn opened(&self, now: f64) {
        let is_first = !self.was_attached.replace(true);
        self.since.set(now);
        self.state.set(if is_first {
            SocketState::Attached
        } else {
            SocketState::Attaching
        });
    }

    /// Notes that the server has answered. Returns whether an answer was awaited.
    pub(super) fn attached(&self) -> bool {
        self.outdated.set(f64::INFINITY);
        self.state.replace(SocketState::Attached) == SocketState::Attaching
    }

    /// Notes that the server ends, and another one takes its place.
    pub(super) fn replaced(&self) {
        self.outdated.set(f64::NEG_INFINITY);
    }

    /// Notes that a server of another build has answered. Returns whether there is no other any more, as far as it is
    /// worth while to look for one. `waits` is true if something is to be sent.
    pub(super) fn is_outdated(&self, waits: bool, now: f64) -> bool {
        let since = self.outdated.get().min(now);
        self.outdated.set(since);
        now - since >= if waits { SEEKS_IN_HASTE } else { SEEKS }
    }

    /// Notes that an update has come.
    pub(super) fn heard(&self, now: f64) {
        self.heard.set(now);
    }

    /// Notes that the socket is closed, while `oldest` was the first batch that is not acknowledged. Returns the
    /// milliseconds to wait before the next connection: `asked` of them, or the back-off if that is 0. `random` in
    /// `0.0..1.0` spreads the connections of many pages that lost their server together.
    pub(super) fn closed(&self, oldest: Option<Seq>, now: f64, asked: u32, random: f64) -> u32 {
        if self.is_attached() {
            self.suspect(oldest, now);
        }
        if self.lasts(now) {
            self.was_stable.set(true);
            self.failures.set(0);
        }
        self.state.set(SocketState::Waiting);
        self.waits.set(self.waits.get() + 1);
        let failures = self.failures.get();
        self.failures.set(failures + 1);
        let longest = LONGEST_DELAY.min(FIRST_DELAY << failures.min(6));
        match asked {
            0 => (f64::from(longest) * random) as u32,
            asked => asked,
        }
    }

    /// Returns the number of this wait for the next connection.
    pub(super) fn waiting(&self) -> u32 {
        self.waits.get()
    }

    /// Returns whether to connect now: if the wait with this number has not ended.
    pub(super) fn connects(&self, wait: u32) -> bool {
        let connects = self.state.get() == SocketState::Waiting && wait == self.waits.get();
        if connects {
            self.state.set(SocketState::Opening);
        }
        connects
    }

    /// Notes that a batch is the cause of a broken connection.
    pub(super) fn accuse(&self, batch: Option<Seq>) {
        if let Some(seq) = batch {
            self.suspect.set((seq, SUSPICIONS));
        }
    }

    /// Notes the suspected cause when a connection broke soon after it was attached, and brought nothing.
    fn suspect(&self, oldest: Option<Seq>, now: f64) {
        let was_short = now - self.since.get() < AT_ONCE && self.heard.get() < self.since.get();
        let (suspect, times) = self.suspect.get();
        match oldest.filter(|_| was_short) {
            Some(seq) if seq == suspect => self.suspect.set((seq, times + 1)),
            Some(seq) => self.suspect.set((seq, 1)),
            None => self.suspect.set((Seq(0), 0)),
        }
    }

    /// Returns the batch that has ended several connections.
    pub(super) fn culprit(&self) -> Option<Seq> {
        let (seq, times) = self.suspect.get();
        (times >= SUSPICIONS).then_some(seq)
    }

    /// Returns whether a connection was ever stable.
    pub(super) fn has_lasted(&self, now: f64) -> bool {
        self.was_stable.get() || self.lasts(now)
    }

    fn lasts(&self, now: f64) -> bool {
        self.state.get() == SocketState::Attached && now - self.since.get() >= STABLE
    }

    /// Notes a message that is sent.
    pub(super) fn sent(&self, bytes: usize, now: f64) {
        self.frames.borrow_mut().add(1.0, now);
        self.bytes.borrow_mut().add(bytes as f64, now);
    }

    /// Returns the milliseconds to wait before the next message; 0 if there is no need to wait.
    pub(super) fn wait(&self, now: f64) -> u32 {
        let frames = self.frames.borrow_mut().wait(now);
        let bytes = self.bytes.borrow_mut().wait(now);
        frames.max(bytes).ceil() as u32
    }

    /// Closes it for good.
    pub(super) fn end(&self) {
        self.state.set(SocketState::Over);
    }

    /// Returns whether it is closed for good.
    pub(super) fn is_over(&self) -> bool {
        self.state.get() == SocketState::Over
    }

    /// Returns whether messages may be sent.
    pub(super) fn is_attached(&self) -> bool {
        self.state.get() == SocketState::Attached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delay(socket: &Socket, now: f64, random: f64) -> u32 {
        socket.closed(None, now, 0, random)
    }

    #[test]
    fn delays_double_up_to_a_quarter_of_a_minute_and_are_spread_over_all_of_it() {
        let socket = Socket::default();
        let delays: Vec<_> = (0..9).map(|_| delay(&socket, 0.0, 1.0)).collect();
        assert_eq!(delays[..3], [250, 500, 1_000]);
        assert_eq!(delays[6..], [15_000; 3]);
        assert_eq!(delay(&socket, 0.0, 0.0), 0);
        assert_eq!(delay(&socket, 0.0, 0.5), 7_500);
    }

    #[test]
    fn only_a_connection_that_lasts_makes_the_next_delay_short() {
        let socket = Socket::default();
        for expected in [250, 500, 1_000] {
            socket.opened(0.0);
            socket.attached();
            assert_eq!(delay(&socket, 29_000.0, 1.0), expected);
        }
        socket.opened(0.0);
        socket.attached();
        assert_eq!(delay(&socket, 30_000.0, 1.0), 250);
    }

    #[test]
    fn the_delay_that_a_server_asks_for_wins_and_counts_as_a_failure() {
        let socket = Socket::default();
        assert_eq!(socket.closed(None, 0.0, 9_000, 0.1), 9_000);
        assert_eq!(delay(&socket, 0.0, 1.0), 500);
    }

    #[test]
    fn each_wait_ends_in_one_connection() {
        let socket = Socket::default();
        delay(&socket, 0.0, 1.0);
        let first = socket.waiting();
        assert!(socket.connects(first), "the visitor has come back");
        assert!(!socket.connects(first), "its time has come");
        delay(&socket, 1.0, 1.0);
        assert!(!socket.connects(first), "that was another wait");
        assert!(socket.connects(socket.waiting()));
        socket.opened(2.0);
        assert!(!socket.connects(socket.waiting()));
        socket.end();
        assert!(!socket.connects(socket.waiting()));
    }

    #[test]
    fn a_batch_that_ended_two_connections_is_the_culprit() {
        let socket = Socket::default();
        let end = |oldest, heard: Option<f64>| {
            socket.opened(100.0);
            socket.attached();
            heard.into_iter().for_each(|at| socket.heard(at));
            socket.closed(oldest, 200.0, 0, 0.0);
            socket.culprit()
        };
        assert_eq!(end(Some(Seq(7)), None), None);
        assert_eq!(
            end(Some(Seq(7)), Some(150.0)),
            None,
            "the connection worked"
        );
        assert_eq!(end(Some(Seq(7)), Some(0.0)), None);
        assert_eq!(end(Some(Seq(8)), None), None);
        assert_eq!(end(Some(Seq(8)), None), Some(Seq(8)));
    }

    #[test]
    fn only_the_first_attachment_need_not_be_answered() {
        let socket = Socket::default();
        socket.opened(0.0);
        assert!(socket.is_attached());
        delay(&socket, 0.0, 0.0);
        socket.opened(0.0);
        assert!(!socket.is_attached());
        assert!(socket.attached());
        assert!(socket.is_attached());
    }

    #[test]
    fn a_server_of_the_own_build_is_looked_for_unless_the_last_one_was_replaced() {
        let socket = Socket::default();
        assert!(!socket.is_outdated(false, 1_000.0));
        assert!(!socket.is_outdated(true, 4_999.0));
        assert!(socket.is_outdated(true, 5_000.0), "somebody waits");
        assert!(!socket.is_outdated(false, 30_999.0));
        assert!(socket.is_outdated(false, 31_000.0));
        socket.attached();
        assert!(!socket.is_outdated(true, 40_000.0), "one was found");
        socket.replaced();
        assert!(socket.is_outdated(false, 40_001.0));
    }

    #[test]
    fn a_batch_that_the_server_calls_too_large_is_the_culprit_at_once() {
        let socket = Socket::default();
        socket.opened(0.0);
        socket.attached();
        socket.closed(Some(Seq(3)), 60_000.0, 0, 0.0);
        assert_eq!(socket.culprit(), None);
        socket.accuse(Some(Seq(3)));
        assert_eq!(socket.culprit(), Some(Seq(3)));
    }
}
