//! The algorithm: writes push marks, reads pull values.
//!
//! **Nodes.** A signal is only written. A memo and an effect are *observers*: they run a computation, and every signal
//! or memo that it reads gets an edge to them. A memo has a value; an effect is run for its side effects.
//!
//! **Push.** A write marks the readers of the signal `DIRTY` (a source changed), and everything behind those `CHECK` (a
//! source may have changed). Effects that are reached go into the queue. Nothing runs yet. *Invariant: all readers of a
//! marked node are marked.* So the walk stops at marked nodes, and touches each edge once between two runs of its
//! observer.
//!
//! **Pull.** A read of a marked memo brings it up to date, and the queue does the same with its effects. A `DIRTY` node
//! runs. A `CHECK` node first has its sources brought up to date, in the order in which it read them; the first source
//! that has changed makes it `DIRTY`, and the remaining ones are left alone: the node may not read them again. If none
//! changed, the node is clean without having run. A memo has changed if its value is not equal to the old one; only
//! then does it make its readers `DIRTY`.
//!
//! **Glitch-free** follows: a node runs only when everything it reads is up to date, so it never sees a new value
//! beside an old one, and it runs at most once however many paths lead to it. **Linear** follows too: push and pull
//! visit every edge of the marked nodes once.
//!
//! **Without recursion.** Push keeps the nodes to visit on a stack of its own, pull keeps its half-checked nodes in
//! `frames`. Only a computation that reads a `DIRTY` memo nests a pull; `DEEP` bounds that. Memos run when they are
//! created, so that their sources are known before a pull must go through them.
//!
//! **Writes from inside.** A run that writes a node that it has read is marked again by its own write: a memo runs
//! again right away, an effect goes back into the queue; the number of repetitions is limited. A node that it has *not
//! yet* read in this run does not mark it, though an edge of the run before still leads there: edges are stamped with
//! the run that used them.
//!
//! **Panics.** A run that panics leaves its node `FAILED`, and so is every node whose pull waited for it. A failed node
//! runs when it is next read, like a dirty one. But it is not *marked*: its readers may have caught the panic and be
//! clean, so marks must pass through it.

use super::current::graph;
use super::edges::Edge;
use super::node::{
    CHECK, DIRTY, EFFECT, FAILED, MARKED, NodeId, RUNNING, SELECT, STALE, SharedValue,
};
use super::pool::NONE;
use super::run::{Run, run};
use super::runtime::Graph;
use super::trouble::{Trouble, fail};

/// A node that is being brought up to date, and the part of its sources that is checked.
pub(super) struct Pull {
    node: NodeId,
    /// The next edge to check, with its stamp: if that differs, the node ran meanwhile and has other edges.
    edge: u32,
    stamp: u32,
    /// The number of times that this pull ran the node.
    runs: u32,
}

/// From this many nested runs on, the sources of a dirty node are brought up to date before it runs, though it might
/// not read them again: otherwise a chain of memos that all read the written signal would recurse once per memo.
const DEEP: usize = 64;

/// The number of times that a memo may run again at once because it wrote a node that it had read.
const PATIENCE: u32 = 100;

impl Graph {
    /// Marks everything that reads `source`, directly or through memos.
    pub(super) fn mark(&mut self, source: u32) {
        let mut mark = DIRTY;
        let mut next = Some(source);
        while let Some(node) = next {
            self.mark_readers(node, mark);
            mark = CHECK;
            next = self.marks.pop();
        }
    }

    fn mark_readers(&mut self, source: u32, mark: u32) {
        let mut edge = self.nodes[source].readers;
        while edge != NONE {
            self.mark_reader(edge, mark);
            edge = self.edges[edge].next_reader;
        }
    }

    fn mark_reader(&mut self, edge: u32, mark: u32) {
        let Edge {
            observer: reader,
            stamp,
            ..
        } = self.edges[edge];
        if self.is_ahead(reader, stamp) {
            return;
        }
        let node = &mut self.nodes[reader];
        let was_marked = node.is(MARKED);
        node.set(mark);
        if node.is(EFFECT | SELECT) {
            self.wake(reader);
        } else if !was_marked {
            self.marks.push(reader);
            #[cfg(not(target_arch = "wasm32"))]
            self.expect(reader);
        }
    }

    /// Returns whether `reader` is running and has not used the edge with this stamp: it is going to read the new
    /// value.
    fn is_ahead(&self, reader: u32, stamp: u32) -> bool {
        let is_other = |run: &Run| run.stamp != stamp;
        self.nodes[reader].is(RUNNING)
            && self
                .running
                .iter()
                .rfind(|run| run.node == reader)
                .is_some_and(is_other)
    }

    /// Notes that the value of `source` changed: its readers must run.
    pub(super) fn confirm(&mut self, source: u32) {
        let mut edge = self.nodes[source].readers;
        while edge != NONE {
            let Edge {
                observer: reader,
                next_reader,
                ..
            } = self.edges[edge];
            if self.nodes[reader].is(CHECK | SELECT) {
                self.nodes[reader].set(DIRTY);
            }
            if self.nodes[reader].is(SELECT) {
                self.wake(reader);
            }
            edge = next_reader;
        }
    }
}

/// The functions of memos. The rest of the graph calls them through this, so that an app without memos links none of
/// their code.
pub(super) struct MemoHooks {
    pull: fn(NodeId),
    pub(super) accept: fn(&mut Graph, NodeId, SharedValue) -> Option<SharedValue>,
    /// Ends the pulls above so many frames.
    pub(super) abandon: fn(&mut Graph, usize),
}

pub(super) static COMPUTING: MemoHooks = MemoHooks {
    pull: pull_sources,
    accept: Graph::accept,
    abandon: Graph::abandon,
};

/// Brings a memo or effect up to date.
pub(super) fn pull(id: NodeId) {
    match graph(|graph| (graph.computing, graph.is_finished(id, 0))) {
        (Some(computing), _) => (computing.pull)(id),
        // Without memos all sources are signals, so a stale node has a source that changed.
        (None, false) => run(id),
        (None, true) => {}
    }
}

/// Brings a memo or effect up to date, after its sources.
fn pull_sources(id: NodeId) {
    let base = graph(|graph| {
        graph.open(id.index);
        graph.frames.len() - 1
    });
    let _pulling = Pulling { base };
    while let Some(step) = graph(|graph| graph.step(base)) {
        if let PullStep::Run(node) = step {
            run(node);
        }
    }
}

/// A guard of a pull. If a run panics, it is dropped with open frames: the nodes that waited for that run have failed
/// too.
struct Pulling {
    base: usize,
}

impl Drop for Pulling {
    fn drop(&mut self) {
        graph(|graph| graph.abandon(self.base));
    }
}

/// The next step of a pull.
enum PullStep {
    Run(NodeId),
    Look,
}

impl Graph {
    fn open(&mut self, node: u32) {
        let frame = Pull {
            node: self.id(node),
            edge: NONE,
            stamp: 0,
            runs: 0,
        };
        self.frames.push(frame);
        self.look_at(self.observer(node).sources);
    }

    pub(super) fn abandon(&mut self, base: usize) {
        while self.frames.len() > base {
            let Some(Pull { node, .. }) = self.frames.pop() else {
                return;
            };
            if self.exists(node) {
                self.nodes[node.index].clear(MARKED);
                self.nodes[node.index].set(FAILED);
            }
        }
    }

    /// Returns the next step of the pull above `base`; `None` when it is done.
    fn step(&mut self, base: usize) -> Option<PullStep> {
        if self.frames.len() == base {
            return None;
        }
        let &Pull {
            node: id,
            edge,
            stamp,
            runs,
        } = self.frames.last()?;
        if self.is_finished(id, runs) {
            self.frames.pop();
            return Some(PullStep::Look);
        }
        let node = id.index;
        if edge != NONE && (self.edges[edge].observer != node || self.edges[edge].stamp != stamp) {
            return self.look_at(self.observer(node).sources);
        }
        if self.nodes[node].is(DIRTY | FAILED) && (edge == NONE || self.running.len() < DEEP) {
            return self.run_again(id, runs);
        }
        if edge == NONE {
            self.nodes[node].clear(CHECK);
            return Some(PullStep::Look);
        }
        self.descend(edge)
    }

    /// Returns whether the node needs nothing more. That includes an effect that ran and marked itself: it is in the
    /// queue again.
    fn is_finished(&self, id: NodeId, runs: u32) -> bool {
        if !self.exists(id) {
            return true;
        }
        let node = &self.nodes[id.index];
        !node.is(STALE) || node.is(EFFECT) && runs > 0
    }

    fn run_again(&mut self, id: NodeId, runs: u32) -> Option<PullStep> {
        if runs > PATIENCE {
            fail(Trouble::Unsettled);
        }
        self.frames.last_mut()?.runs += 1;
        Some(PullStep::Run(id))
    }

    /// Enters the source behind `edge` if it is stale; otherwise goes past it.
    fn descend(&mut self, edge: u32) -> Option<PullStep> {
        let Edge {
            source,
            next_source,
            ..
        } = self.edges[edge];
        if source == NONE || !self.nodes[source].is(STALE | RUNNING) {
            return self.look_at(next_source);
        }
        if self.nodes[source].is(RUNNING) {
            return self.presume();
        }
        self.open(source);
        Some(PullStep::Look)
    }

    /// Makes the top node dirty, because one of its sources is running. Only a run of the node shows whether it still
    /// reads that source, which would be a cycle.
    fn presume(&mut self) -> Option<PullStep> {
        let node = self.frames.last()?.node.index;
        self.nodes[node].set(DIRTY);
        self.look_at(NONE)
    }

    fn look_at(&mut self, edge: u32) -> Option<PullStep> {
        let stamp = if edge == NONE {
            0
        } else {
            self.edges[edge].stamp
        };
        let frame = self.frames.last_mut()?;
        (frame.edge, frame.stamp) = (edge, stamp);
        Some(PullStep::Look)
    }
}
