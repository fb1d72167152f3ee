//! The queue of effects.

use std::cmp::Reverse;

use super::attempt::attempt;
use super::current::graph;
use super::node::{EFFECT, MARKED, NodeId, QUEUED, RUNNING};
use super::propagate::pull;
use super::runtime::Graph;
use super::trouble::{Trouble, fail};

/// An entry of a queue: the order of an effect or selector, and its node. The lowest order is on top, so an effect runs
/// before effects that were created inside it: it may be about to dispose them.
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

/// The number of times that an effect, on average, may run in one flush.
const PATIENCE: usize = 100;

/// Runs the waiting effects, in order of creation, until none waits: the end of a host's turn. A runtime that does not
/// defer effects does this by itself after every write, or at the end of the outermost [`batch`](fn@super::batch).
///
/// # Panics
///
/// If no runtime is entered, if effects wake each other without end, and if an effect panics.
pub fn flush() {
    let Some(_flushing) = graph(Graph::begin_flush) else {
        return;
    };
    let (mut runs, mut most) = (0, 0);
    while let Some(effect) = next_effect() {
        if runs >= most {
            // Effects may have made others meanwhile.
            most = graph(|graph| PATIENCE * (graph.observer_count() + 1));
        }
        if runs >= most {
            graph(Graph::clear_queue);
            fail(Trouble::Endless);
        }
        runs += 1;
        attempt(move || pull(effect));
    }
}

/// Flushes, unless a batch or a run has not ended or the host flushes.
pub(super) fn settle() {
    if graph(|graph| graph.may_flush()) {
        flush();
    }
}

/// The functions of selectors. The rest of the graph calls them through this, so that an app without selectors links
/// none of their code.
pub(super) struct Selecting {
    pub(super) wake: fn(&mut Graph, u32),
    pub(super) attend: fn(),
}

/// Lets woken selectors check their sources. Every pull starts with this: until then the readers of a selector are not
/// marked.
pub(super) fn attend() {
    #[cfg(not(target_arch = "wasm32"))]
    let selecting = |graph: &mut Graph| graph.selecting.filter(|_| !graph.woken.is_empty());
    #[cfg(target_arch = "wasm32")]
    let selecting = |graph: &mut Graph| graph.selecting;
    if let Some(selecting) = graph(selecting) {
        (selecting.attend)();
    }
}

fn next_effect() -> Option<NodeId> {
    attend();
    #[cfg(not(target_arch = "wasm32"))]
    return graph(|graph| graph.next_effect().or_else(|| graph.next_expected()));
    #[cfg(target_arch = "wasm32")]
    graph(Graph::next_effect)
}

struct Flushing;

impl Drop for Flushing {
    fn drop(&mut self) {
        graph(|graph| graph.flushing = false);
    }
}

impl Graph {
    /// Queues a marked effect or selector, unless it is running: then it is queued when it ends.
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

    /// Queues an effect that its own run has marked.
    pub(super) fn enqueue_if_marked(&mut self, node: u32) {
        if self.nodes[node].is(MARKED) && self.nodes[node].is(EFFECT) {
            self.enqueue(node);
        }
    }

    /// Takes the oldest effect that may run out of the queue. Paused effects keep their mark until they are resumed.
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

    /// Returns whether the queue entry still belongs to the effect that it was made for.
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
        #[cfg(not(target_arch = "wasm32"))]
        let is_waiting = is_waiting || !self.expected.is_empty();
        let is_busy = self.batches > 0 || !self.running.is_empty() || self.flushing;
        is_waiting && !is_busy && !self.deferred
    }
}
