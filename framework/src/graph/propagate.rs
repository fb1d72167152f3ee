//! The algorithm: mark on write, pull on read.

use std::cmp::Reverse;

use super::edges::Edge;
use super::node::{
    CHECK, Compute, DIRTY, EFFECT, FAILED, MARKED, NodeId, QUEUED, RUNNING, SELECT, STALE, Value,
};
use super::pool::NONE;
use super::runtime::{Graph, Here, Home, graph};
use super::scope::Garbage;
use super::trouble::{Trouble, fail};

/// A computation that runs.
pub(super) struct Run {
    /// `NONE` once the node was disposed by its own run.
    pub(super) node: u32,
    /// Of the edges this run has used.
    pub(super) stamp: u32,
    /// The source edge used last.
    pub(super) last: u32,
}

/// A node being brought up to date, and how far its sources were looked at.
pub(super) struct Frame {
    node: NodeId,
    /// The edge to look at next, with its stamp: if that differs, the node ran meanwhile and its edges are others.
    edge: u32,
    stamp: u32,
    /// How often this pull ran the node.
    runs: u32,
}

/// An effect's order and its node, the lowest order on top.
pub(super) type Queued = Reverse<(u32, u32)>;

/// From this many runs inside each other, sources are brought up to date before a dirty node runs, though it might not
/// read them again: else a deep chain of memos that all read what was written would recurse once per memo.
const DEEP: usize = 64;

/// How often one memo may run in one pull, and one effect (on average) in one flush.
const PATIENCE: u32 = 100;

impl Graph {
    /// Marks everything that reads `source`, directly or not. A marked node's readers are marked already, so this
    /// touches no edge twice.
    pub(super) fn mark(&mut self, source: u32) {
        let base = self.marks.len();
        let mut mark = DIRTY;
        self.marks.push(source);
        while self.marks.len() > base {
            let Some(node) = self.marks.pop() else { break };
            self.mark_readers(node, mark);
            mark = CHECK;
        }
    }

    fn mark_readers(&mut self, source: u32, mark: u32) {
        let mut edge = self.nodes[source].readers;
        while edge != NONE {
            let next = self.edges[edge].next_reader;
            self.mark_reader(edge, mark);
            edge = next;
        }
    }

    fn mark_reader(&mut self, edge: u32, mark: u32) {
        let reader = self.edges[edge].observer;
        if self.is_ahead(reader, self.edges[edge].stamp) {
            return;
        }
        let node = &mut self.nodes[reader];
        let was_marked = node.is(MARKED);
        node.set(mark);
        match node.is(EFFECT | SELECT) {
            true => self.wake(reader),
            false if was_marked => {}
            false => self.marks.push(reader),
        }
    }

    /// Whether `reader` runs and has not read what this edge stands for yet: it will see what is written now.
    fn is_ahead(&self, reader: u32, stamp: u32) -> bool {
        let is_other = |run: &Run| run.stamp != stamp;
        self.nodes[reader].is(RUNNING) && self.running.iter().rfind(|run| run.node == reader).is_some_and(is_other)
    }

    fn wake(&mut self, sink: u32) {
        if self.nodes[sink].is(QUEUED | RUNNING) {
            return;
        }
        match self.nodes[sink].is(SELECT) {
            true => {
                self.nodes[sink].set(QUEUED);
                self.woken.push(sink);
            }
            false => self.enqueue(sink),
        }
    }

    pub(super) fn enqueue(&mut self, effect: u32) {
        if !self.nodes[effect].is(QUEUED) {
            self.nodes[effect].set(QUEUED);
            self.queue.push(Reverse((self.observer(effect).order, effect)));
        }
    }

    /// Takes the oldest effect that may run out of the queue. Entries of disposed effects are skipped, and paused ones
    /// keep their mark.
    fn next_effect(&mut self) -> Option<NodeId> {
        while let Some(Reverse((order, node))) = self.queue.pop() {
            if !self.nodes[node].is(EFFECT) || self.observer(node).order != order {
                continue;
            }
            self.nodes[node].clear(QUEUED);
            if !self.is_paused(node) {
                return Some(self.id(node));
            }
        }
        None
    }

    pub(super) fn is_paused(&self, node: u32) -> bool {
        self.scopes[self.nodes[node].owner].pauses > 0
    }
}

/// What a pull does next.
enum Next {
    Done,
    Run(NodeId),
    Again,
}

/// Brings a memo or effect up to date: itself, or the sources that were marked, from the deepest on.
pub(super) fn pull(id: NodeId) {
    let base = graph(|graph| {
        let base = graph.frames.len();
        graph.open_frame(id.index);
        base
    });
    let guard = Pulling { base };
    loop {
        match graph(|graph| graph.next(base)) {
            Next::Done => break,
            Next::Run(node) => run(node),
            Next::Again => {}
        }
    }
    std::mem::forget(guard);
}

/// A pull under way. Dropped when a run panics: what waited for that run is then as unknown as the node that ran.
struct Pulling {
    base: usize,
}

impl Drop for Pulling {
    fn drop(&mut self) {
        graph(|graph| {
            while graph.frames.len() > self.base {
                let Some(frame) = graph.frames.pop() else { break };
                if graph.is_live(frame.node) {
                    graph.nodes[frame.node.index].clear(MARKED);
                    graph.nodes[frame.node.index].set(FAILED);
                }
            }
        });
    }
}

impl Graph {
    fn open_frame(&mut self, node: u32) {
        let edge = self.observer(node).sources;
        let stamp = self.stamp_of(edge);
        self.frames.push(Frame { node: self.id(node), edge, stamp, runs: 0 });
    }

    fn stamp_of(&self, edge: u32) -> u32 {
        if edge == NONE { 0 } else { self.edges[edge].stamp }
    }

    /// One step of the pull that works above `base`.
    fn next(&mut self, base: usize) -> Next {
        let top = self.frames.len();
        if top == base {
            return Next::Done;
        }
        let frame = &self.frames[top - 1];
        let (id, edge, runs) = (frame.node, frame.edge, frame.runs);
        if !self.is_live(id) || !self.nodes[id.index].is(STALE) || self.nodes[id.index].is(EFFECT) && runs > 0 {
            self.frames.pop();
            return Next::Again;
        }
        if edge != NONE && (self.edges[edge].observer != id.index || self.edges[edge].stamp != frame.stamp) {
            return self.look_at(self.observer(id.index).sources);
        }
        let is_due = self.nodes[id.index].is(DIRTY | FAILED);
        if is_due && (edge == NONE || self.running.len() < DEEP) {
            return self.run_top(runs, id);
        }
        if edge == NONE {
            self.nodes[id.index].clear(CHECK);
            return Next::Again;
        }
        self.descend(edge)
    }

    fn run_top(&mut self, runs: u32, id: NodeId) -> Next {
        if runs > PATIENCE {
            fail(Trouble::Unsettled);
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.runs += 1;
        }
        Next::Run(id)
    }

    /// Looks at the source behind `edge`: goes into it if it is marked, else past it.
    fn descend(&mut self, edge: u32) -> Next {
        let source = self.edges[edge].source;
        let is_stale = source != NONE && self.is_observer(source) && self.nodes[source].is(STALE | RUNNING);
        if !is_stale {
            return self.look_at(self.edges[edge].next_source);
        }
        if self.nodes[source].is(RUNNING) {
            return self.presume();
        }
        self.open_frame(source);
        Next::Again
    }

    /// A source of the top node runs right now, further up: only running this node tells whether it still needs it.
    fn presume(&mut self) -> Next {
        if let Some(Frame { node, .. }) = self.frames.last() {
            self.nodes[node.index].set(DIRTY);
        }
        self.look_at(NONE)
    }

    fn look_at(&mut self, edge: u32) -> Next {
        let stamp = self.stamp_of(edge);
        if let Some(frame) = self.frames.last_mut() {
            frame.edge = edge;
            frame.stamp = stamp;
        }
        Next::Again
    }
}

/// Runs a memo or effect, and marks the readers if its value changed.
fn run(id: NodeId) {
    let inner = graph(|graph| {
        let inner = graph.nodes[id.index].inner;
        (inner != NONE).then(|| graph.scope_id(inner))
    });
    if let Some(inner) = inner {
        inner.dispose();
    }
    let Some((mut guard, value)) = graph(|graph| graph.begin(id)) else { return };
    let new = (guard.compute)(value.as_deref());
    guard.is_done = true;
    drop(value);
    let old = new.and_then(|new| graph(|graph| graph.accept(id, new)));
    drop(guard);
    drop(old);
}

/// A run under way; dropped when it ends, or panics.
struct Running {
    id: NodeId,
    compute: Compute,
    before: Here,
    is_done: bool,
}

impl Drop for Running {
    fn drop(&mut self) {
        let spent = std::mem::replace(&mut self.compute, Box::new(|_| None));
        let spent = graph(|graph| graph.end(self, spent));
        drop(spent);
    }
}

impl Graph {
    fn begin(&mut self, id: NodeId) -> Option<(Running, Option<Value>)> {
        if !self.is_live(id) {
            return None;
        }
        let compute = self.observer_mut(id.index).compute.take()?;
        self.nodes[id.index].clear(STALE);
        self.nodes[id.index].set(RUNNING);
        self.last_stamp += 1;
        let at = self.running.len() as u32;
        self.running.push(Run { node: id.index, stamp: self.last_stamp, last: NONE });
        let here = Here { scope: Home::Run(at), tracker: Some(at) };
        let before = std::mem::replace(&mut self.here, here);
        Some((Running { id, compute, before, is_done: false }, self.nodes[id.index].value.clone()))
    }

    /// Takes the new value of a running memo; gives back the old one.
    fn accept(&mut self, id: NodeId, new: Value) -> Option<Value> {
        if !self.is_live(id) {
            return Some(new);
        }
        let mut edge = self.nodes[id.index].readers;
        while edge != NONE {
            let Edge { observer, next_reader, .. } = self.edges[edge];
            if self.nodes[observer].is(CHECK) {
                self.nodes[observer].set(DIRTY);
            }
            edge = next_reader;
        }
        self.nodes[id.index].value.replace(new)
    }

    /// Ends the innermost run. Gives the computation back if its node is gone.
    fn end(&mut self, running: &Running, compute: Compute) -> Option<Compute> {
        self.here = running.before;
        let run = self.running.pop()?;
        if run.node == NONE {
            return Some(compute);
        }
        self.observer_mut(run.node).compute = Some(compute);
        self.nodes[run.node].clear(RUNNING);
        if running.is_done {
            self.untrail(run.node, run.last);
        } else {
            self.nodes[run.node].set(FAILED);
        }
        if self.nodes[run.node].is(MARKED) && self.nodes[run.node].is(EFFECT) {
            self.enqueue(run.node);
        }
        None
    }

    /// Removes a node from the graph; gives back what may run user code when it is dropped.
    pub(super) fn remove_node(&mut self, node: u32) -> Garbage {
        self.abandon_readers(node);
        let compute = if self.is_observer(node) { self.remove_reading(node) } else { None };
        let value = self.nodes[node].value.take();
        if self.nodes[node].retire() {
            self.nodes.release(node);
        }
        (value, compute)
    }

    fn remove_reading(&mut self, node: u32) -> Option<Compute> {
        self.untrail(node, NONE);
        for run in self.running.iter_mut().filter(|run| run.node == node) {
            run.node = NONE;
        }
        let observer = std::mem::replace(&mut self.nodes[node].observer, NONE);
        self.remove_observer(observer).compute
    }
}

/// Runs the waiting effects, in order of creation, until none waits: the end of a host's turn. Outside a deferring
/// runtime this happens by itself after every write, or at the end of the outermost [`batch`](super::batch).
///
/// # Panics
///
/// If effects wake each other without end.
pub fn flush() {
    let Some(guard) = graph(Graph::begin_flush) else { return };
    let mut budget = graph(|graph| PATIENCE as usize * (graph.observer_count() + 1));
    while let Some(effect) = next_effect() {
        if budget == 0 {
            graph(Graph::clear_queue);
            fail(Trouble::Endless);
        }
        budget -= 1;
        pull(effect);
    }
    drop(guard);
}

fn next_effect() -> Option<NodeId> {
    attend();
    graph(Graph::next_effect)
}

/// Lets woken selectors look at their sources.
pub(super) fn attend() {
    let attend = graph(|graph| if graph.woken.is_empty() { None } else { graph.attend });
    if let Some(attend) = attend {
        attend();
    }
}

struct Flushing;

impl Drop for Flushing {
    fn drop(&mut self) {
        graph(|graph| graph.flushing = false);
    }
}

impl Graph {
    fn begin_flush(&mut self) -> Option<Flushing> {
        let is_first = !std::mem::replace(&mut self.flushing, true);
        is_first.then_some(Flushing)
    }

    fn clear_queue(&mut self) {
        while let Some(Reverse((_, node))) = self.queue.pop() {
            self.nodes[node].clear(QUEUED);
        }
    }

    fn is_settled(&self) -> bool {
        let is_idle = self.batches == 0 && self.running.is_empty() && !self.flushing && !self.deferred;
        !is_idle || self.queue.is_empty() && self.woken.is_empty()
    }
}

/// Flushes, unless a batch or a run is still under way or the host does it.
pub(super) fn settle() {
    if !graph(|graph| graph.is_settled()) {
        flush();
    }
}
