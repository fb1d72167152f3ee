//! Takes back what a trap left on the stack. Only in a browser; this file is one of the three with `unsafe`.
//!
//! A trap (a panic, an exception of JavaScript's, a full stack) ends everything that ran since JavaScript was last
//! entered, without unwinding: the stack below is never returned to. The values that it owned would be lost, though
//! they are still in memory. This matters in three cases:
//!
//! - *The graph* was held: it failed itself, or the stack was full at that moment.
//! - *A value was lent* to the closure of `update`, and must still be in its node afterwards.
//! - *A value was read* by the closure of `with`: the read holds a reference count, so no `update` could have the value
//!   for itself again.
//!
//! The owners of these never continue, so taking them back does not make a second owner. It is done only between
//! attempts (`attempt`), when none of the interrupted code can continue.

use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;

use super::node::NodeId;
use super::pool::NONE;
use super::runtime::Graph;

/// The place of a graph, which can find it even while code holds it.
pub(super) struct GraphCell {
    pub(super) held: Cell<Option<&'static mut Graph>>,
    graph: *mut Graph,
}

impl GraphCell {
    #[allow(unsafe_code)]
    pub(super) fn new(graph: Graph) -> GraphCell {
        let graph = Box::into_raw(Box::new(graph));
        GraphCell {
            // SAFETY: the pointer was made by the line above, is never freed, and `held` is the only reference to it.
            held: Cell::new(Some(unsafe { &mut *graph })),
            graph,
        }
    }

    /// Takes the graph back from code that was interrupted.
    #[allow(unsafe_code)]
    fn reclaim(&self) {
        let held = self.held.take();
        // SAFETY: a graph that is not in its place was held by the code that was interrupted: nothing else runs user code,
        // or calls JavaScript, while it holds the graph. So that reference will not be used again.
        self.held
            .set(Some(held.unwrap_or(unsafe { &mut *self.graph })));
    }
}

/// Takes the graph back, if it is not in its place.
pub(super) fn graph() {
    super::current::with_place(|place| place.0.reclaim());
}

/// A value that is out of its node: the node, and the pointer.
pub(super) struct LentValue(pub(super) NodeId, pub(super) *const dyn Any);

impl Graph {
    /// Returns to their nodes the values that were lent since there were `count` of them.
    #[allow(unsafe_code)]
    pub(super) fn reclaim(&mut self, count: usize) {
        while self.lent.len() > count {
            let Some(LentValue(id, value)) = self.lent.pop() else {
                return;
            };
            // SAFETY: the pointer is that of an `Rc` that the interrupted code owned, which never drops it.
            let value: Rc<dyn Any> = unsafe { Rc::from_raw(value) };
            if self.exists(id) && self.nodes[id.index].value.is_none() {
                self.nodes[id.index].value = Some(value);
            }
        }
        self.has_failed = true;
    }

    /// Drops the reference counts that interrupted readers have left. Called when nothing reads: between turns.
    #[allow(unsafe_code)]
    pub(super) fn forget_readers(&mut self) {
        for node in self.nodes.iter() {
            // The keys of selectors belong to no scope and share their value; all others have it for themselves.
            let Some(value) = node.value.as_ref().filter(|_| node.owner != NONE) else {
                continue;
            };
            while Rc::strong_count(value) > 1 {
                // SAFETY: a reader holds the value while it runs, and none runs: the owner of this count was
                // interrupted. The node has a count of its own, so the value stays.
                unsafe { Rc::decrement_strong_count(Rc::as_ptr(value)) };
            }
        }
    }
}
