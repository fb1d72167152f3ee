//! The state of the socket: when to attach, when to send, when to try again, when to give up.

use std::cell::Cell;

/// A page's socket, and how it came to be what it is.
#[derive(Default)]
pub(super) struct Socket {
    state: Cell<State>,
    /// How often in a row it could not be kept open.
    failures: Cell<u32>,
    /// Whether it was ever attached.
    was_attached: Cell<bool>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
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

impl Socket {
    /// Takes note that it is open. A page that was never attached has nothing that could have arrived before, so it
    /// need not wait for the server's answer.
    pub(super) fn opened(&self) {
        let is_first = !self.was_attached.replace(true);
        self.state.set(if is_first {
            State::Attached
        } else {
            State::Attaching
        });
    }

    /// Takes note that the server has answered; says whether it had been waited for.
    pub(super) fn attached(&self) -> bool {
        self.failures.set(0);
        self.state.replace(State::Attached) == State::Attaching
    }

    /// Takes note that it is closed. Gives the milliseconds to wait before the next try; `random` in `0.0..1.0`
    /// spreads the tries of many pages that lost their server together. None if it is closed for good.
    pub(super) fn closed(&self, random: f64) -> Option<u32> {
        if self.state.get() == State::Over {
            return None;
        }
        self.state.set(State::Closed);
        let failures = self.failures.get();
        self.failures.set(failures + 1);
        let delay = LONGEST_DELAY.min(FIRST_DELAY << failures.min(7));
        Some((f64::from(delay) * (0.5 + random / 2.0)) as u32)
    }

    /// Closes it for good.
    pub(super) fn end(&self) {
        self.state.set(State::Over);
    }

    /// Whether frames may be sent.
    pub(super) fn is_attached(&self) -> bool {
        self.state.get() == State::Attached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_half_a_minute_and_are_spread() {
        let socket = Socket::default();
        let delays: Vec<_> = (0..9).map(|_| socket.closed(1.0)).collect();
        assert_eq!(delays[..3], [Some(250), Some(500), Some(1_000)]);
        assert_eq!(delays[8], Some(30_000));
        assert_eq!(socket.closed(0.0), Some(15_000));
    }

    #[test]
    fn only_the_first_attachment_need_not_be_answered() {
        let socket = Socket::default();
        socket.opened();
        assert!(socket.is_attached());
        socket.closed(0.0);
        socket.opened();
        assert!(!socket.is_attached());
        assert!(socket.attached());
        assert!(socket.is_attached());
    }

    #[test]
    fn what_is_over_is_not_tried_again() {
        let socket = Socket::default();
        socket.end();
        assert_eq!(socket.closed(0.5), None);
    }
}
