//! The queue of effects: who waits, and when they run.

use std::cmp::Reverse;

use super::attempt::attempt;
use super::current::graph;
use super::node::{EFFECT, MARKED, NodeId, QUEUED, RUNNING};
use super::propagate::pull;
use super::runtime::Graph;
use super::trouble::{Trouble, fail};

/// An effect or selector in a queue: its order, above its node. The lowest order is on top, so an effect runs before
/// those that were created inside it: it may be about to dispose them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Queued(Reverse<u64>);

impl Queued {
    pub(super) fn new(order: u32, node: u32) -> Queued {
        Queued(Reverse(u64::from(order) << 32 | u64::from(node)))
    }

    fn order(self) -> u32 {
        (self.0.0 >> 32) as u32
    }

    pub(super) fn node(self) -> u32 {
        self.0.0 as u32
    }
}

/// How often an effect, on average, may run in one flush.
const PATIENCE: usize = 100;

/// Runs the waiting effects, in order of creation, until none waits: the end of a host's turn. In a runtime that does
/// not defer this happens by itself after every write, or at the end of the outermost [`batch`](fn@super::batch).
///
/// # Panics
///
/// If no runtime is entered, if effects wake each other without end, and with whatever an effect panics.
pub fn flush() {
    let Some(_flushing) = graph(Graph::begin_flush) else {
        return;
    };
    let mut budget = graph(|graph| PATIENCE * (graph.observer_count() + 1));
    while let Some(effect) = next_effect() {
        if budget == 0 {
            graph(Graph::clear_queue);
            fail(Trouble::Endless);
        }
        budget -= 1;
        attempt(move || pull(effect));
    }
}

/// Flushes, unless a batch or a run is still under way or the host does it.
pub(super) fn settle() {
    if graph(|graph| graph.may_flush()) {
        flush();
    }
}

/// How selectors work. The rest of the graph reaches them through this, so that an app without selectors links none of
/// their code.
pub(super) struct Selecting {
    pub(super) wake: fn(&mut Graph, u32),
    pub(super) attend: fn(),
}

/// Lets woken selectors look at their sources. Whoever is about to pull does this first: until then the readers of a
/// selector are not marked.
pub(super) fn attend() {
    if let Some(selecting) = graph(|graph| graph.selecting) {
        (selecting.attend)();
    }
}

fn next_effect() -> Option<NodeId> {
    attend();
    graph(Graph::next_effect)
}

struct Flushing;

impl Drop for Flushing {
    fn drop(&mut self) {
        graph(|graph| graph.flushing = false);
    }
}

impl Graph {
    /// A marked effect or selector is to look at its sources; a running effect is asked when it ends.
    pub(super) fn wake(&mut self, sink: u32) {
        if self.nodes[sink].is(EFFECT) {
            if !self.nodes[sink].is(RUNNING) {
                self.enqueue(sink);
            }
        } else if let Some(selecting) = self.selecting {
            (selecting.wake)(self, sink);
        }
    }

    pub(super) fn enqueue(&mut self, effect: u32) {
        if !self.nodes[effect].is(QUEUED) {
            self.nodes[effect].set(QUEUED);
            self.queue
                .push(Queued::new(self.observer(effect).order, effect));
        }
    }

    /// An effect that its own run has marked goes back into the queue.
    pub(super) fn enqueue_if_marked(&mut self, node: u32) {
        if self.nodes[node].is(MARKED) && self.nodes[node].is(EFFECT) {
            self.enqueue(node);
        }
    }

    /// Takes the oldest effect that may run out of the queue. Paused ones keep their mark, until they are resumed.
    fn next_effect(&mut self) -> Option<NodeId> {
        while let Some(queued) = self.queue.pop() {
            let node = queued.node();
            if !self.is_effect(node, queued.order()) {
                continue;
            }
            self.nodes[node].clear(QUEUED);
            if !self.is_paused(node) {
                return Some(self.id(node));
            }
        }
        None
    }

    /// Whether the queue entry still means the effect it was made for.
    fn is_effect(&self, node: u32, order: u32) -> bool {
        self.nodes[node].is(EFFECT) && self.observer(node).order == order
    }

    pub(super) fn is_paused(&self, effect: u32) -> bool {
        self.scopes[self.nodes[effect].owner].pauses > 0
    }

    fn begin_flush(&mut self) -> Option<Flushing> {
        let was_flushing = std::mem::replace(&mut self.flushing, true);
        (!was_flushing).then(|| Flushing)
    }

    fn clear_queue(&mut self) {
        while self.next_effect().is_some() {}
    }

    fn may_flush(&self) -> bool {
        let is_waiting = !self.queue.is_empty() || !self.woken.is_empty();
        let is_busy = self.batches > 0 || !self.running.is_empty() || self.flushing;
        is_waiting && !is_busy && !self.deferred
    }
}
