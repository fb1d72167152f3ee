//! The graph that is current on this thread.

#[cfg(target_arch = "wasm32")]
use std::cell::Cell;
#[cfg(not(target_arch = "wasm32"))]
use std::cell::RefCell;
#[cfg(not(target_arch = "wasm32"))]
use std::mem::ManuallyDrop;

#[cfg(target_arch = "wasm32")]
use super::reclaim::GraphCell;
use super::runtime::Graph;
use super::shared::{Shared, share};
use super::trouble::{Trouble, fail};

/// A shared reference to the place of a graph.
#[derive(Clone)]
pub(super) struct GraphHandle(pub(super) Shared<GraphCell>);

/// The place of a graph.
#[cfg(not(target_arch = "wasm32"))]
pub(super) type GraphCell = RefCell<Graph>;

#[cfg(target_arch = "wasm32")]
type TakenGraph = &'static mut Graph;

impl GraphHandle {
    pub(super) fn new(graph: Graph) -> GraphHandle {
        GraphHandle(share(GraphCell::new(graph)))
    }
}

// Guards empty it, so nothing is left to drop when the thread ends. A thread's value that has to be dropped costs a check
// at each access, of which a page has tens of thousands.
#[cfg(not(target_arch = "wasm32"))]
thread_local! {
    static CURRENT: ManuallyDrop<RefCell<Option<GraphHandle>>> =
        const { ManuallyDrop::new(RefCell::new(None)) };
}

#[cfg(target_arch = "wasm32")]
thread_local! {
    static CURRENT: Cell<Option<GraphHandle>> = const { Cell::new(None) };
}

/// A guard: until it is dropped, a [`Runtime`](super::Runtime) is the current one. Then the one before is current
/// again.
#[must_use = "the runtime is left again when this is dropped"]
pub struct EnteredRuntime {
    before: Option<GraphHandle>,
}

impl EnteredRuntime {
    pub(super) fn at(place: &GraphHandle) -> EnteredRuntime {
        let before = CURRENT.with(|current| current.replace(Some(place.clone())));
        EnteredRuntime { before }
    }

    /// Enters a graph; `None` while the thread ends.
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

/// Calls `f` with the current graph. No user code may run inside.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn graph<R>(f: impl FnOnce(&mut Graph) -> R) -> R {
    CURRENT.with(|current| match &*current.borrow() {
        Some(place) => match place.0.try_borrow_mut() {
            Ok(mut graph) => f(&mut graph),
            Err(_) => fail(Trouble::NoRuntime),
        },
        None => fail(Trouble::NoRuntime),
    })
}

/// Calls `f` with the current graph. No user code may run inside.
#[cfg(target_arch = "wasm32")]
pub(super) fn graph<R>(f: impl FnOnce(&mut Graph) -> R) -> R {
    match &mut HeldGraph::take().0 {
        Some(graph) => f(graph),
        None => fail(Trouble::NoRuntime),
    }
}

/// The current graph, taken out of its place while code works on it: nested access finds none. Smaller than a
/// `RefCell`, whose checks the browser's artifact would repeat wherever the graph is used.
#[cfg(target_arch = "wasm32")]
struct HeldGraph(Option<TakenGraph>);

#[cfg(target_arch = "wasm32")]
impl HeldGraph {
    #[inline(never)]
    fn take() -> HeldGraph {
        HeldGraph(exchange(None))
    }
}

#[cfg(target_arch = "wasm32")]
impl Drop for HeldGraph {
    fn drop(&mut self) {
        if let Some(graph) = self.0.take() {
            put(graph);
        }
    }
}

#[cfg(target_arch = "wasm32")]
#[inline(never)]
fn put(graph: TakenGraph) {
    exchange(Some(graph));
}

/// Replaces the content of the current place. Returns the content before.
#[cfg(target_arch = "wasm32")]
fn exchange(graph: Option<TakenGraph>) -> Option<TakenGraph> {
    CURRENT.with(|current| {
        let place = current.take()?;
        let before = place.0.held.replace(graph);
        current.set(Some(place));
        before
    })
}

/// Calls `f` with the current place.
#[cfg(target_arch = "wasm32")]
pub(super) fn with_place(f: impl FnOnce(&GraphHandle)) {
    CURRENT.with(|current| {
        if let Some(place) = current.take() {
            f(&place);
            current.set(Some(place));
        }
    });
}
