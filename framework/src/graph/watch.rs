//! Effects: computations that run for what they do.

use super::current::graph;
use super::node::{Compute, DIRTY, EFFECT, NodeId};
use super::propagate::pull;
use super::queue::{attend, settle};
use super::scope::ScopeId;

/// Runs `f` at once, and again after every write or batch that changed something it read. It belongs to the current
/// scope; what `f` creates is disposed before `f` runs again.
///
/// Effects run in the order they were created. In a paused scope `f` waits until the scope is resumed.
///
/// # Panics
///
/// If no runtime is entered, and with whatever `f` panics.
pub fn watch(f: impl FnMut() + 'static) -> NodeId {
    watch_in(ScopeId::current(), f)
}

/// As [`watch`], but the effect belongs to `scope`; if that was disposed, to the root.
#[doc(hidden)]
pub fn watch_in(scope: ScopeId, mut f: impl FnMut() + 'static) -> NodeId {
    start(
        scope,
        Box::new(move |_| {
            f();
            None
        }),
    )
}

fn start(scope: ScopeId, compute: Compute) -> NodeId {
    let (id, is_paused) = add_effect(scope, compute);
    if !is_paused {
        attend();
        pull(id);
        settle();
    }
    id
}

fn add_effect(scope: ScopeId, compute: Compute) -> (NodeId, bool) {
    graph(|graph| {
        let order = graph.next_order();
        let node = graph.add_observer(Some(compute), order, DIRTY | EFFECT);
        graph.own(graph.scope_or_root(scope), node);
        (graph.id(node), graph.is_paused(node))
    })
}
