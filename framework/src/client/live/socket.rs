//! The state of the socket: when to attach, when to send, when to try again, when to give up.
//!
//! Times are milliseconds on the page's clock.

use std::cell::{Cell, RefCell};

use crate::wire::bucket::Bucket;
use crate::wire::limits::{SENT_BYTES, SENT_MESSAGES};
use crate::wire::number::Seq;

/// A page's socket, and how it came to be what it is.
pub(super) struct Socket {
    state: Cell<SocketState>,
    /// How often in a row it could not be kept open.
    failures: Cell<u32>,
    /// True if it was ever attached.
    was_attached: Cell<bool>,
    /// True if it was ever kept open for long.
    was_stable: Cell<bool>,
    /// When it was attached last, and when something came last.
    since: Cell<f64>,
    heard: Cell<f64>,
    /// What it was sent: the server lets those wait, or sends them away, who send too much.
    frames: RefCell<Bucket>,
    bytes: RefCell<Bucket>,
    /// The batch that was under way when it was closed last, and how often that was so.
    suspect: Cell<(Seq, u32)>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum SocketState {
    /// Not open.
    #[default]
    Closed,
    /// Open; the server has not answered yet.
    Attaching,
    /// Frames may be sent.
    Attached,
    /// Closed for good.
    Over,
}

const FIRST_DELAY: u32 = 250;
const LONGEST_DELAY: u32 = 30_000;

/// A connection that lasted so long was a good one.
const STABLE: f64 = 30_000.0;

/// A batch that ends its connection does so at once.
const AT_ONCE: f64 = 5_000.0;

/// So many connections may end while the same batch is under way, before that is taken for the cause.
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
    /// Takes note that it is open. A page that was never attached has nothing that could have arrived before, so it
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

    /// Takes note that the server has answered; says whether it had been waited for.
    pub(super) fn attached(&self) -> bool {
        self.state.replace(SocketState::Attached) == SocketState::Attaching
    }

    /// Takes note that an update has come.
    pub(super) fn heard(&self, now: f64) {
        self.heard.set(now);
    }

    /// Takes note that it is closed, while the batch with this number was the first that is not acknowledged. Gives the
    /// milliseconds to wait before the next try; `random` in `0.0..1.0` spreads the tries of many pages that lost
    /// their server together. None if it is closed for good.
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

    /// A connection that broke soon after it was attached, and brought nothing, may have been ended by what was sent.
    fn suspect(&self, oldest: Option<Seq>, now: f64) {
        let was_short = now - self.since.get() < AT_ONCE && self.heard.get() < self.since.get();
        let (suspect, times) = self.suspect.get();
        match oldest.filter(|_| was_short) {
            Some(seq) if seq == suspect => self.suspect.set((seq, times + 1)),
            Some(seq) => self.suspect.set((seq, 1)),
            None => self.suspect.set((Seq(0), 0)),
        }
    }

    /// The batch that has ended connections again and again.
    pub(super) fn culprit(&self) -> Option<Seq> {
        let (seq, times) = self.suspect.get();
        (times >= SUSPICIONS).then_some(seq)
    }

    /// Returns whether it was ever attached for long enough to call that a good connection.
    pub(super) fn has_lasted(&self, now: f64) -> bool {
        self.was_stable.get() || self.lasts(now)
    }

    fn lasts(&self, now: f64) -> bool {
        self.state.get() == SocketState::Attached && now - self.since.get() >= STABLE
    }

    /// Takes note of a frame that is sent.
    pub(super) fn sent(&self, bytes: usize, now: f64) {
        self.frames.borrow_mut().add(1.0, now);
        self.bytes.borrow_mut().add(bytes as f64, now);
    }

    /// How many milliseconds to wait before the next frame; 0: none.
    pub(super) fn wait(&self, now: f64) -> u32 {
        let frames = self.frames.borrow_mut().wait(now);
        let bytes = self.bytes.borrow_mut().wait(now);
        frames.max(bytes).ceil() as u32
    }

    /// Closes it for good.
    pub(super) fn end(&self) {
        self.state.set(SocketState::Over);
    }

    /// Returns whether frames may be sent.
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
