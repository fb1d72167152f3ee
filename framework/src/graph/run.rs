//! One run of a memo or effect, from its old edges to its new ones.

use super::current::graph;
use super::node::{NodeId, RUNNING, STALE, SharedCompute, SharedValue};
use super::pool::NONE;
use super::runtime::{CurrentScope, Graph, Here};
use super::scope::ScopeId;
#[cfg(not(target_arch = "wasm32"))]
use super::trouble::{Trouble, fail};

/// A computation that is running.
pub(super) struct Run {
    /// `NONE` once the node was disposed by its own run.
    pub(super) node: u32,
    /// The stamp of the edges that this run has used.
    pub(super) stamp: u32,
    /// The source edge it used last.
    pub(super) last: u32,
    /// The position of the code that started the run.
    pub(super) before: Here,
}

/// Runs a memo or effect, and makes its readers dirty if its value changed. The graph is not borrowed while user code
/// runs or is dropped.
pub(super) fn run(id: NodeId) {
    let Some((compute, old)) = begin(id) else {
        return;
    };
    let mut running = Running { is_done: false };
    let new = compute.compute(old.as_deref());
    running.is_done = true;
    let spent = new.and_then(|new| graph(|graph| (graph.computing?.accept)(graph, id, new)));
    drop(running);
    drop((compute, spent));
}

/// Disposes of what the last run created, and starts a run.
#[cfg(target_arch = "wasm32")]
fn begin(id: NodeId) -> Option<(SharedCompute, Option<SharedValue>)> {
    if let Some((dispose, inner)) = graph(|graph| graph.inner_of(id)) {
        dispose(inner);
    }
    graph(|graph| graph.begin(id))
}

/// Disposes of what the last run created, and starts a run.
#[cfg(not(target_arch = "wasm32"))]
fn begin(id: NodeId) -> Option<(SharedCompute, Option<SharedValue>)> {
    let begun = graph(|graph| match graph.inner_of(id) {
        Some(inner) => Err(inner),
        None => Ok(graph.begin(id)),
    });
    begun.unwrap_or_else(|(dispose, inner)| {
        dispose(inner);
        graph(|graph| graph.begin(id))
    })
}

/// A guard of a run, dropped when it ends and when it panics.
struct Running {
    is_done: bool,
}

impl Drop for Running {
    fn drop(&mut self) {
        graph(|graph| graph.end_run(self.is_done));
    }
}

impl Graph {
    /// Returns the scope of the nodes that the last run created, and the function that disposes it.
    fn inner_of(&self, id: NodeId) -> Option<(fn(ScopeId), ScopeId)> {
        let dispose = self.disposing?;
        let inner = self.nodes[id.index].inner;
        (inner != NONE).then(|| (dispose, self.scope_id(inner)))
    }

    pub(super) fn next_stamp(&mut self) -> u32 {
        self.last_stamp = self.last_stamp.wrapping_add(1);
        self.last_stamp
    }

    /// Starts a run. Returns its computation and the node's old value; `None` if the cleanup disposed the node.
    fn begin(&mut self, id: NodeId) -> Option<(SharedCompute, Option<SharedValue>)> {
        if !self.exists(id) || self.nodes[id.index].is(RUNNING) {
            return None;
        }
        let compute = self.observer(id.index).compute.clone()?;
        #[cfg(not(target_arch = "wasm32"))]
        self.spend();
        let stamp = self.next_stamp();
        let at = self.running.len() as u32;
        self.running.push(Run {
            node: id.index,
            stamp,
            last: NONE,
            before: self.here,
        });
        self.here = Here {
            scope: CurrentScope::Run(at),
            tracker: Some(at),
        };
        let node = &mut self.nodes[id.index];
        node.clear(STALE);
        node.set(RUNNING);
        Some((compute, node.value.clone()))
    }

    /// Counts a run.
    #[cfg(not(target_arch = "wasm32"))]
    fn spend(&mut self) {
        match self.runs_left.checked_sub(1) {
            Some(left) => self.runs_left = left,
            None => fail(Trouble::Spent),
        }
    }

    /// Sets the new value of a memo. Returns the old one, to be dropped.
    pub(super) fn accept(&mut self, id: NodeId, new: SharedValue) -> Option<SharedValue> {
        if !self.exists(id) {
            return Some(new);
        }
        self.confirm(id.index);
        #[cfg(not(target_arch = "wasm32"))]
        self.renew(id.index);
        self.nodes[id.index].value.replace(new)
    }

    /// Removes a node from the graph. Returns the parts that may run user code when they are dropped.
    pub(super) fn remove_node(
        &mut self,
        node: u32,
    ) -> (Option<SharedValue>, Option<SharedCompute>) {
        if !self.is_ending() {
            self.abandon_readers(node);
        }
        let compute = if self.is_observer(node) {
            self.remove_reading(node)
        } else {
            None
        };
        let value = self.nodes[node].value.take();
        if self.nodes[node].retire() && !self.is_ending() {
            self.nodes.release(node);
        }
        (value, compute)
    }

    /// Returns whether the whole graph is being disposed of. Then its edges may stay: they lead to nodes without flags,
    /// whose slots are not used again.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn is_ending(&self) -> bool {
        self.ending
    }

    /// A browser's graph has no end.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn is_ending(&self) -> bool {
        false
    }

    fn remove_reading(&mut self, node: u32) -> Option<SharedCompute> {
        if !self.is_ending() {
            self.untrail(node, NONE);
        }
        for run in &mut self.running {
            if run.node == node {
                run.node = NONE;
            }
        }
        self.remove_observer(node)
    }
}
