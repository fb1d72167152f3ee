//! Access for the layers around the graph: nodes without their types, and the graph's knowledge about them.

use std::any::Any;
use std::rc::Rc;

use super::access::{Tracking, read, try_read, write};
use super::batch::untrack;
use super::current::graph;
#[cfg(not(target_arch = "wasm32"))]
use super::node::{EFFECT, FOLLOWED};
use super::node::{NodeId, WRITTEN};
use super::pool::NONE;
use super::scope::ScopeId;

/// Creates a signal with a value of any type. It belongs to a scope; if that was disposed, to the root.
pub fn source(scope: ScopeId, value: Box<dyn Any>) -> NodeId {
    let value = Rc::from(value);
    graph(|graph| graph.add_source(graph.scope_or_root(scope), value))
}

/// Calls `f` with the node's value, brought up to date and not tracked; `None` if the node is disposed.
pub fn with_value<R>(id: NodeId, f: impl FnOnce(&dyn Any) -> R) -> Option<R> {
    try_read(id, Tracking::Off).map(|value| f(&*value))
}

/// Calls `f` with the node's value, brought up to date and tracked for the running observer.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn with_tracked<R>(id: NodeId, f: impl FnOnce(&dyn Any) -> R) -> R {
    f(&*read(id, Tracking::On))
}

/// Tracks a read of the node for the running observer, and brings the node up to date.
pub fn track(id: NodeId) {
    read(id, Tracking::On);
}

/// Runs the computation of a memo once more, not tracked, and returns its result. The memo keeps its value.
pub(crate) fn compute_again(memo: NodeId) -> Option<Rc<dyn Any>> {
    let compute = graph(|graph| {
        let is_memo = graph.exists(memo) && graph.is_observer(memo.index);
        is_memo.then(|| graph.observer(memo.index).compute.clone())?
    });
    untrack(|| compute?.compute(None))
}

/// Writes a signal of any type, like `set`. `value` must have the type of the value it replaces.
pub fn replace_value(id: NodeId, value: Rc<dyn Any>) {
    write(id, value);
}

/// Returns whether the node was not disposed.
pub fn exists(id: NodeId) -> bool {
    graph(|graph| graph.exists(id))
}

/// Returns whether the node was written since it was created.
pub fn is_written(id: NodeId) -> bool {
    graph(|graph| graph.exists(id) && graph.nodes[id.index].is(WRITTEN))
}

/// Returns whether a memo or effect reads the node, or asks a selector about it.
pub fn has_subscribers(id: NodeId) -> bool {
    graph(|graph| graph.exists(id) && (graph.is_read(id.index) || graph.is_asked(id)))
}

/// Returns the nodes that the last run of a memo or effect read, in that order. A node may be in the list twice. Empty
/// for a signal.
pub fn sources(id: NodeId) -> Vec<NodeId> {
    let mut sources = Vec::new();
    each_source(id, |source| sources.push(source));
    sources
}

/// Calls `each`, which must not use the graph, with these nodes.
pub fn each_source(id: NodeId, mut each: impl FnMut(NodeId)) {
    graph(|graph| {
        let is_observer = graph.exists(id) && graph.is_observer(id.index);
        let mut edge = if is_observer {
            graph.observer(id.index).sources
        } else {
            NONE
        };
        while edge != NONE {
            let edge_there = &graph.edges[edge];
            if edge_there.source != NONE {
                each(graph.meant_by(edge_there.source));
            }
            edge = edge_there.next_source;
        }
    })
}

/// Returns whether the node is an effect, or is followed.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn is_watch(id: NodeId) -> bool {
    graph(|graph| graph.exists(id) && graph.nodes[id.index].is(EFFECT | FOLLOWED))
}

/// Returns whether the node is in a paused scope.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn is_paused(id: NodeId) -> bool {
    graph(|graph| graph.exists(id) && graph.is_paused(id.index))
}

/// Returns whether a memo or effect has read a node that it had not read before, since this was asked last.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn take_reads_more() -> bool {
    graph(|graph| std::mem::take(&mut graph.reads_more))
}

/// Returns the memo or effect that is running.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn running() -> Option<NodeId> {
    graph(|graph| {
        let node = graph.running.last()?.node;
        (node != NONE).then(|| graph.id(node))
    })
}

/// Returns the scope that the node is disposed with.
pub fn owner(id: NodeId) -> Option<ScopeId> {
    graph(|graph| graph.owner_of(id))
}
