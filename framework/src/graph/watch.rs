//! Effects: computations that run for what they do.

use super::current::graph;
use super::node::{Compute, DIRTY, EFFECT, NodeId};
use super::propagate::pull;
use super::queue::{attend, settle};

/// Runs `f` at once, and again after every write or batch that changed something it read. It belongs to the current
/// scope; what `f` creates is disposed before `f` runs again.
///
/// Effects run in the order they were created. In a paused scope `f` waits until the scope is resumed.
///
/// # Panics
///
/// If no runtime is entered, and with whatever `f` panics.
pub fn watch(mut f: impl FnMut() + 'static) -> NodeId {
    let (id, is_paused) = add_effect(Box::new(move |_| {
        f();
        None
    }));
    if !is_paused {
        attend();
        pull(id);
        settle();
    }
    id
}

fn add_effect(compute: Compute) -> (NodeId, bool) {
    graph(|graph| {
        let order = graph.next_order();
        let node = graph.add_observer(Some(compute), order, DIRTY | EFFECT);
        graph.own(node);
        (graph.id(node), graph.is_paused(node))
    })
}
