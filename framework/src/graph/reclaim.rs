//! What a trap left on the stack, taken back: one of the project's three places with `unsafe`, only in a browser.
//!
//! A trap (a panic, an exception of JavaScript's, a stack that is full) ends everything that ran since JavaScript was
//! last entered, without unwinding: the stack below is never returned to. What it owned would be lost, though it is all
//! still in memory. It matters in three cases:
//!
//! - *The graph* was held: it failed itself, or the stack was full just then.
//! - *A value was lent* to `update`'s closure: the list whose seventh element is not there must still be a list.
//! - *A value was read* by `with`'s closure: the read has a count on it, so that no `update` could have it for itself again.
//!
//! Whoever owned these is gone for good, so taking them back makes no second owner. All of it is called between attempts
//! only (`attempt`), where of the code that was interrupted nothing can go on.

use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;

use super::node::NodeId;
use super::pool::NONE;
use super::runtime::Graph;

/// Where the graph is, also while somebody holds it.
pub(super) struct GraphCell {
    pub(super) held: Cell<Option<&'static mut Graph>>,
    graph: *mut Graph,
}

impl GraphCell {
    #[allow(unsafe_code)]
    pub(super) fn new(graph: Graph) -> GraphCell {
        let graph = Box::into_raw(Box::new(graph));
        GraphCell {
            // SAFETY: it was made by the line above, is never freed, and `held` is the only reference to it.
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

/// A value that is out of its node: whose, and where.
pub(super) struct LentValue(pub(super) NodeId, pub(super) *const dyn Any);

impl Graph {
    /// Gives the values back to their nodes that were lent since there were so many.
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

    /// Takes the counts off values that interrupted readers have left. Called where nobody reads: between turns.
    #[allow(unsafe_code)]
    pub(super) fn forget_readers(&mut self) {
        for node in self.nodes.iter() {
            // The keys of selectors belong to no scope and share their value; all others have it for themselves.
            let Some(value) = node.value.as_ref().filter(|_| node.owner != NONE) else {
                continue;
            };
            while Rc::strong_count(value) > 1 {
                // SAFETY: readers have a value for as long as they run, and none runs: whoever owned this count was
                // interrupted. The node has one of its own, so the value stays.
                unsafe { Rc::decrement_strong_count(Rc::as_ptr(value)) };
            }
        }
    }
}
