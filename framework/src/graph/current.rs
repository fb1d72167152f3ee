//! Which graph is current on this thread.

use std::cell::Cell;

#[cfg(target_arch = "wasm32")]
use super::reclaim::GraphCell;
use super::runtime::Graph;
use super::shared::{Shared, share};
use super::trouble::{Trouble, fail};

/// Where a graph is while nothing works on it.
#[derive(Clone)]
pub(super) struct GraphHandle(pub(super) Shared<GraphCell>);

/// Where the graph is, while nobody holds it.
#[cfg(not(target_arch = "wasm32"))]
pub(super) struct GraphCell {
    held: Cell<Option<TakenGraph>>,
}

#[cfg(not(target_arch = "wasm32"))]
type TakenGraph = Box<Graph>;
#[cfg(target_arch = "wasm32")]
type TakenGraph = &'static mut Graph;

impl GraphHandle {
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn new(graph: Graph) -> GraphHandle {
        let held = Cell::new(Some(Box::new(graph)));
        GraphHandle(share(GraphCell { held }))
    }

    #[cfg(target_arch = "wasm32")]
    pub(super) fn new(graph: Graph) -> GraphHandle {
        GraphHandle(share(GraphCell::new(graph)))
    }
}

thread_local! {
    static CURRENT: Cell<Option<GraphHandle>> = const { Cell::new(None) };
}

/// While it lives, a [`Runtime`](super::Runtime) is the current one. Dropping it brings back the one before.
#[must_use = "the runtime is left again when this is dropped"]
pub struct EnteredRuntime {
    before: Option<GraphHandle>,
}

impl EnteredRuntime {
    pub(super) fn at(place: &GraphHandle) -> EnteredRuntime {
        let before = CURRENT.replace(Some(place.clone()));
        EnteredRuntime { before }
    }

    /// `None` while the thread ends.
    pub(super) fn try_at(place: &GraphHandle) -> Option<EnteredRuntime> {
        let before = CURRENT.try_with(|current| current.replace(Some(place.clone())));
        before.ok().map(|before| EnteredRuntime { before })
    }
}

impl Drop for EnteredRuntime {
    fn drop(&mut self) {
        let before = self.before.take();
        let left = CURRENT.try_with(|current| current.replace(before));
        drop(left);
    }
}

/// Gives `f` the current graph. No user code may run inside.
pub(super) fn graph<R>(f: impl FnOnce(&mut Graph) -> R) -> R {
    match &mut HeldGraph::take().0 {
        Some(graph) => f(graph),
        None => fail(Trouble::NoRuntime),
    }
}

/// The current graph, out of its place while something works on it: what comes in between finds none. Smaller than
/// a `RefCell`, whose checks the browser's artifact would repeat wherever the graph is used.
struct HeldGraph(Option<TakenGraph>);

impl HeldGraph {
    #[inline(never)]
    fn take() -> HeldGraph {
        HeldGraph(exchange(None))
    }
}

impl Drop for HeldGraph {
    fn drop(&mut self) {
        if let Some(graph) = self.0.take() {
            put(graph);
        }
    }
}

#[inline(never)]
fn put(graph: TakenGraph) {
    exchange(Some(graph));
}

/// Puts a graph, or none, into the current place, and gives what was there.
fn exchange(graph: Option<TakenGraph>) -> Option<TakenGraph> {
    CURRENT.with(|current| {
        let place = current.take()?;
        let before = place.0.held.replace(graph);
        current.set(Some(place));
        before
    })
}

/// Gives `f` the current place.
#[cfg(target_arch = "wasm32")]
pub(super) fn with_place(f: impl FnOnce(&GraphHandle)) {
    CURRENT.with(|current| {
        if let Some(place) = current.take() {
            f(&place);
            current.set(Some(place));
        }
    });
}
