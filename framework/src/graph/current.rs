//! Which graph is current on this thread.

use std::cell::Cell;

#[cfg(target_arch = "wasm32")]
use super::reclaim::Spot;
use super::runtime::Graph;
use super::shared::{Shared, share};
use super::trouble::{Trouble, fail};

/// Where a graph is while nothing works on it.
#[derive(Clone)]
pub(super) struct Place(pub(super) Shared<Spot>);

/// Where the graph is, while nobody holds it.
#[cfg(not(target_arch = "wasm32"))]
pub(super) struct Spot {
    held: Cell<Option<Taken>>,
}

#[cfg(not(target_arch = "wasm32"))]
type Taken = Box<Graph>;
#[cfg(target_arch = "wasm32")]
type Taken = &'static mut Graph;

impl Place {
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn new(graph: Graph) -> Place {
        let held = Cell::new(Some(Box::new(graph)));
        Place(share(Spot { held }))
    }

    #[cfg(target_arch = "wasm32")]
    pub(super) fn new(graph: Graph) -> Place {
        Place(share(Spot::new(graph)))
    }
}

thread_local! {
    static CURRENT: Cell<Option<Place>> = const { Cell::new(None) };
}

/// While it lives, a [`Runtime`](super::Runtime) is the current one. Dropping it brings back the one before.
#[must_use = "the runtime is left again when this is dropped"]
pub struct Entered {
    before: Option<Place>,
}

impl Entered {
    pub(super) fn at(place: &Place) -> Entered {
        let before = CURRENT.replace(Some(place.clone()));
        Entered { before }
    }

    /// `None` while the thread ends.
    pub(super) fn try_at(place: &Place) -> Option<Entered> {
        let before = CURRENT.try_with(|current| current.replace(Some(place.clone())));
        before.ok().map(|before| Entered { before })
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let before = self.before.take();
        let left = CURRENT.try_with(|current| current.replace(before));
        drop(left);
    }
}

/// Gives `f` the current graph. No user code may run inside.
pub(super) fn graph<R>(f: impl FnOnce(&mut Graph) -> R) -> R {
    match &mut Held::take().0 {
        Some(graph) => f(graph),
        None => fail(Trouble::NoRuntime),
    }
}

/// The current graph, out of its place while something works on it: what comes in between finds none. Smaller than
/// a `RefCell`, whose checks the browser's artifact would repeat wherever the graph is used.
struct Held(Option<Taken>);

impl Held {
    #[inline(never)]
    fn take() -> Held {
        Held(exchange(None))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(graph) = self.0.take() {
            put(graph);
        }
    }
}

#[inline(never)]
fn put(graph: Taken) {
    exchange(Some(graph));
}

/// Puts a graph, or none, into the current place, and gives what was there.
fn exchange(graph: Option<Taken>) -> Option<Taken> {
    CURRENT.with(|current| {
        let place = current.take()?;
        let before = place.0.held.replace(graph);
        current.set(Some(place));
        before
    })
}

/// Gives `f` the current place.
#[cfg(target_arch = "wasm32")]
pub(super) fn with_place(f: impl FnOnce(&Place)) {
    CURRENT.with(|current| {
        if let Some(place) = current.take() {
            f(&place);
            current.set(Some(place));
        }
    });
}
