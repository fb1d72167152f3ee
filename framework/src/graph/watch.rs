//! Effects: computations that run for their side effects.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use super::current::graph;
#[cfg(not(target_arch = "wasm32"))]
use super::node::Compute;
use super::node::{DIRTY, EFFECT, NodeId, PERFORMS, SharedCompute};
use super::queue::{attend, settle};
use super::run::run;
use super::scope::ScopeId;

/// Runs `f` at once, and again after every write or batch that changed something it read. The effect belongs to the
/// current scope; whatever `f` creates is disposed before `f` runs again.
///
/// Effects run in the order they were created. In a paused scope `f` waits until the scope is resumed.
///
/// # Panics
///
/// If no runtime is entered, and if `f` panics.
pub fn watch(f: impl FnMut() + 'static) -> NodeId {
    let f = RefCell::new(f);
    watch_in(ScopeId::current(), move || f.borrow_mut()())
}

/// Creates an effect like [`watch`], which belongs to `scope`; if that was disposed, to the root.
#[doc(hidden)]
pub fn watch_in(scope: ScopeId, f: impl Fn() + 'static) -> NodeId {
    start(scope, EFFECT, f)
}

/// Creates an effect like [`watch_in`], which is torn down while `scope` is paused: whatever its last run has created
/// is disposed, so that its cleanups run. When the scope is resumed, the effect runs, whether or not something has
/// changed.
#[doc(hidden)]
pub fn perform_in(scope: ScopeId, f: impl Fn() + 'static) -> NodeId {
    start(scope, EFFECT | PERFORMS, f)
}

/// Creates an effect like [`watch_in`], of a computation that its creator shares.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn effect_in(scope: ScopeId, compute: Rc<dyn Compute>) -> NodeId {
    add(scope, EFFECT, compute)
}

fn start(scope: ScopeId, flags: u32, f: impl Fn() + 'static) -> NodeId {
    add(
        scope,
        flags,
        Rc::new(move |_: Option<&dyn Any>| {
            f();
            None
        }),
    )
}

fn add(scope: ScopeId, flags: u32, compute: SharedCompute) -> NodeId {
    let (id, is_paused) = add_effect(scope, flags, compute);
    if !is_paused {
        attend();
        // It is new: there are no sources to bring up to date first.
        run(id);
        settle();
    }
    id
}

fn add_effect(scope: ScopeId, flags: u32, compute: SharedCompute) -> (NodeId, bool) {
    graph(|graph| {
        let order = graph.next_order();
        let node = graph.add_observer(Some(compute), order, DIRTY | flags);
        graph.own(graph.scope_or_root(scope), node);
        (graph.id(node), graph.is_paused(node))
    })
}
