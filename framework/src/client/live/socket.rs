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
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum SocketState {
    /// Not open.
    #[default]
    Closed,
    /// Open; the server has not answered yet.
    Attaching,
    /// Messages may be sent.
    Attached,
    /// Closed for good.
    Over,
}

const FIRST_DELAY: u32 = 250;
const LONGEST_DELAY: u32 = 30_000;

/// The time in milliseconds after which a connection counts as stable.
const STABLE: f64 = 30_000.0;

/// The time in milliseconds within which a connection must break for a batch to be the suspected cause.
const AT_ONCE: f64 = 5_000.0;

/// The number of connections that may break with the same batch under way before the batch counts as the cause.
const SUSPICIONS: u32 = 2;

impl Default for Socket {
    fn default() -> Self {
        Self {
            state: Cell::default(),
            failures: Cell::default(),
            was_attached: Cell::default(),
            was_stable: Cell::default(),
            since: Cell::default(),
            heard: Cell::default(),
            frames: RefCell::new(SENT_MESSAGES.bucket()),
            bytes: RefCell::new(SENT_BYTES.bucket()),
            suspect: Cell::default(),
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
        self.state.replace(SocketState::Attached) == SocketState::Attaching
    }

    /// Notes that an update has come.
    pub(super) fn heard(&self, now: f64) {
        self.heard.set(now);
    }

    /// Notes that the socket is closed, while `oldest` was the first batch that is not acknowledged. Returns the
    /// milliseconds to wait before the next try; `random` in `0.0..1.0` spreads the tries of many pages that lost their
    /// server together. `None` if it is closed for good.
    pub(super) fn closed(&self, oldest: Option<Seq>, now: f64, random: f64) -> Option<u32> {
        match self.state.get() {
            SocketState::Over => return None,
            SocketState::Attached => self.suspect(oldest, now),
            SocketState::Closed | SocketState::Attaching => {}
        }
        if self.lasts(now) {
            self.was_stable.set(true);
            self.failures.set(0);
        }
        self.state.set(SocketState::Closed);
        let failures = self.failures.get();
        self.failures.set(failures + 1);
        let delay = LONGEST_DELAY.min(FIRST_DELAY << failures.min(7));
        Some((f64::from(delay) * (0.5 + random / 2.0)) as u32)
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

    /// Returns whether messages may be sent.
    pub(super) fn is_attached(&self) -> bool {
        self.state.get() == SocketState::Attached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_half_a_minute_and_are_spread() {
        let socket = Socket::default();
        let delays: Vec<_> = (0..9).map(|_| socket.closed(None, 0.0, 1.0)).collect();
        assert_eq!(delays[..3], [Some(250), Some(500), Some(1_000)]);
        assert_eq!(delays[8], Some(30_000));
        assert_eq!(socket.closed(None, 0.0, 0.0), Some(15_000));
    }

    #[test]
    fn only_a_connection_that_lasts_makes_the_next_delay_short() {
        let socket = Socket::default();
        for expected in [250, 500, 1_000] {
            socket.opened(0.0);
            socket.attached();
            assert_eq!(socket.closed(None, 29_000.0, 1.0), Some(expected));
        }
        socket.opened(0.0);
        socket.attached();
        assert_eq!(socket.closed(None, 30_000.0, 1.0), Some(250));
    }

    #[test]
    fn a_batch_that_ended_two_connections_is_the_culprit() {
        let socket = Socket::default();
        let end = |oldest, heard: Option<f64>| {
            socket.opened(100.0);
            socket.attached();
            heard.into_iter().for_each(|at| socket.heard(at));
            socket.closed(oldest, 200.0, 0.0);
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
        socket.closed(None, 0.0, 0.0);
        socket.opened(0.0);
        assert!(!socket.is_attached());
        assert!(socket.attached());
        assert!(socket.is_attached());
    }

    #[test]
    fn what_is_over_is_not_tried_again() {
        let socket = Socket::default();
        socket.end();
        assert_eq!(socket.closed(None, 0.0, 0.5), None);
    }
}
