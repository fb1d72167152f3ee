//! The simulated network between tab and server: messages under way, and the traffic so far.

use std::cell::RefCell;
use std::collections::VecDeque;

/// A connection with a delay, which loses nothing and keeps the order until it breaks.
#[derive(Default)]
pub(super) struct SimulatedConnection {
    up: RefCell<Lane>,
    down: RefCell<Lane>,
    /// Everything that has come down.
    received: RefCell<Vec<Vec<u8>>>,
}

/// One direction of a connection.
#[derive(Default)]
struct Lane {
    /// The messages under way, with their times of arrival.
    underway: VecDeque<(u64, Vec<u8>)>,
    traffic: Traffic,
}

/// Messages that were sent, by their sizes. Attaching is not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// The bytes of each message, in order.
    pub frames: Vec<usize>,
}

/// A direction between tab and server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the tab to the server.
    Up,
    /// From the server to the tab.
    Down,
}

impl Traffic {
    /// Returns the bytes of all messages.
    pub fn bytes(&self) -> usize {
        self.frames.iter().sum()
    }
}

impl SimulatedConnection {
    /// Sends a message that arrives at a time.
    pub fn send(&self, direction: Direction, frame: Vec<u8>, arrives: u64, is_counted: bool) {
        if direction == Direction::Down {
            self.note(&frame);
        }
        let mut way = self.way(direction).borrow_mut();
        if is_counted {
            way.traffic.frames.push(frame.len());
        }
        way.underway.push_back((arrives, frame));
    }

    /// Notes bytes that came down over HTTP.
    pub fn note(&self, bytes: &[u8]) {
        self.received.borrow_mut().push(bytes.to_vec());
    }

    /// Returns whether these bytes have ever come down.
    pub fn has_received(&self, bytes: &[u8]) -> bool {
        let received = self.received.borrow();
        let mut windows = received.iter().flat_map(|frame| frame.windows(bytes.len()));
        windows.any(|window| window == bytes)
    }

    /// Takes the next message that has arrived.
    pub fn arrived(&self, direction: Direction, now: u64) -> Option<Vec<u8>> {
        let mut way = self.way(direction).borrow_mut();
        let (_, frame) = way.underway.pop_front_if(|(arrives, _)| *arrives <= now)?;
        Some(frame)
    }

    /// Returns the time when the next message arrives.
    pub fn next(&self) -> Option<u64> {
        let next = |way: &RefCell<Lane>| way.borrow().underway.front().map(|(arrives, _)| *arrives);
        next(&self.up).into_iter().chain(next(&self.down)).min()
    }

    /// Breaks the connection: messages under way are lost.
    pub fn cut(&self) {
        self.up.borrow_mut().underway.clear();
        self.down.borrow_mut().underway.clear();
    }

    /// Takes the traffic since the last call.
    pub fn take_traffic(&self, direction: Direction) -> Traffic {
        std::mem::take(&mut self.way(direction).borrow_mut().traffic)
    }

    fn way(&self, direction: Direction) -> &RefCell<Lane> {
        match direction {
            Direction::Up => &self.up,
            Direction::Down => &self.down,
        }
    }
}
