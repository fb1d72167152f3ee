//! The simulated network between tab and server: what is on its way, and what has passed.

use std::cell::RefCell;
use std::collections::VecDeque;

/// A connection that takes its time, loses nothing and keeps the order, until it breaks.
#[derive(Default)]
pub(super) struct SimulatedConnection {
    up: RefCell<Lane>,
    down: RefCell<Lane>,
    /// All that ever came down.
    received: RefCell<Vec<Vec<u8>>>,
}

/// One direction.
#[derive(Default)]
struct Lane {
    /// When each frame arrives.
    underway: VecDeque<(u64, Vec<u8>)>,
    traffic: Traffic,
}

/// Frames that were sent, by their sizes. Attaching is not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// The bytes of each frame, in order.
    pub frames: Vec<usize>,
}

/// A way over the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the tab to the server.
    Up,
    /// From the server to the tab.
    Down,
}

impl Traffic {
    /// The bytes of all frames.
    pub fn bytes(&self) -> usize {
        self.frames.iter().sum()
    }
}

impl SimulatedConnection {
    /// Sends a frame that arrives then.
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

    /// Notes what came down in another way.
    pub fn note(&self, bytes: &[u8]) {
        self.received.borrow_mut().push(bytes.to_vec());
    }

    /// Whether these bytes ever came down.
    pub fn has_received(&self, bytes: &[u8]) -> bool {
        let received = self.received.borrow();
        let mut windows = received.iter().flat_map(|frame| frame.windows(bytes.len()));
        windows.any(|window| window == bytes)
    }

    /// Takes the next frame that has arrived.
    pub fn arrived(&self, direction: Direction, now: u64) -> Option<Vec<u8>> {
        let mut way = self.way(direction).borrow_mut();
        let (_, frame) = way.underway.pop_front_if(|(arrives, _)| *arrives <= now)?;
        Some(frame)
    }

    /// When the next frame arrives.
    pub fn next(&self) -> Option<u64> {
        let next = |way: &RefCell<Lane>| way.borrow().underway.front().map(|(arrives, _)| *arrives);
        next(&self.up).into_iter().chain(next(&self.down)).min()
    }

    /// Breaks: what was on its way is lost.
    pub fn cut(&self) {
        self.up.borrow_mut().underway.clear();
        self.down.borrow_mut().underway.clear();
    }

    /// What was sent since this was last asked.
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
