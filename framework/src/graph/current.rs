//! Which graph is current on this thread.

use std::cell::Cell;

use super::runtime::Graph;
use super::trouble::{Trouble, fail};

/// Where a graph is while nothing works on it.
#[derive(Clone)]
pub(super) struct Place(Shared);

#[cfg(not(target_arch = "wasm32"))]
mod kept {
    use super::{Cell, Graph};

    pub(super) type Taken = Box<Graph>;
    pub(super) type Shared = std::rc::Rc<Cell<Option<Taken>>>;

    pub(super) fn keep(graph: Graph) -> Shared {
        Shared::new(Cell::new(Some(Box::new(graph))))
    }
}

/// In the browser a graph lives as long as the page, so that the artifact need not know how to free one.
#[cfg(target_arch = "wasm32")]
mod kept {
    use super::{Cell, Graph};

    pub(super) type Taken = &'static mut Graph;
    pub(super) type Shared = &'static Cell<Option<Taken>>;

    pub(super) fn keep(graph: Graph) -> Shared {
        Box::leak(Box::new(Cell::new(Some(Box::leak(Box::new(graph))))))
    }
}

use kept::{Shared, Taken, keep};

impl Place {
    pub(super) fn new(graph: Graph) -> Place {
        Place(keep(graph))
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
    let mut held = Held::take();
    match &mut held.0 {
        Some((graph, _)) => f(graph),
        None => fail(Trouble::NoRuntime),
    }
}

/// The current graph, out of its place while something works on it: what comes in between finds none. Smaller than
/// a `RefCell`, whose checks the browser's artifact would repeat wherever the graph is used.
struct Held(Option<(Taken, Place)>);

impl Held {
    #[inline(never)]
    fn take() -> Held {
        let place = CURRENT.take();
        Held(place.and_then(|place| Some((place.0.take()?, place))))
    }
}

impl Drop for Held {
    #[inline(never)]
    fn drop(&mut self) {
        if let Some((graph, place)) = self.0.take() {
            place.0.set(Some(graph));
            CURRENT.set(Some(place));
        }
    }
}
