//! Watches of the server: computations that run for their effect on the page.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::graph::{self, NodeId, hooks};

/// Watches of one kind. What they read must come up from the browser.
#[derive(Default)]
pub(crate) struct Watches {
    all: RefCell<Vec<NodeId>>,
    searched: Cell<usize>,
    /// The number that existed when the others were forgotten last.
    existed: Cell<usize>,
    /// Those that have run again since they were searched: they may read something else now.
    again: RefCell<Vec<NodeId>>,
}

/// So few need not be searched for those that are gone.
const FEW_WATCHES: usize = 64;

impl Watches {
    /// Runs `work` now and whenever what it read has changed.
    pub fn watch(self: &Rc<Self>, mut work: impl FnMut() + 'static) {
        let own = Rc::new(Cell::new(None));
        let (id, watches) = (Rc::clone(&own), Rc::downgrade(self));
        let watch = graph::watch(move || {
            work();
            if let (Some(id), Some(watches)) = (id.get(), watches.upgrade()) {
                watches.again.borrow_mut().push(id);
            }
        });
        own.set(Some(watch));
        self.add(watch);
    }

    /// Enters a watch.
    pub fn add(&self, watch: NodeId) {
        self.all.borrow_mut().push(watch);
    }

    /// Forgets those that are gone, once there are twice as many as existed the last time.
    pub fn prune(&self) {
        let mut all = self.all.borrow_mut();
        if all.len() < FEW_WATCHES.max(2 * self.existed.get()) {
            return;
        }
        let (mut at, searched) = (0, self.searched.get());
        all.retain(|watch| {
            let (exists, was_searched) = (hooks::exists(*watch), at < searched);
            at += 1;
            if !exists && was_searched {
                self.searched.update(|searched| searched - 1);
            }
            exists
        });
        self.existed.set(all.len());
    }

    /// Takes those whose sources were not looked at; or all of them, again.
    pub fn take_unsearched(&self, again: bool) -> Vec<NodeId> {
        let mut all = self.all.borrow_mut();
        let from = if again { 0 } else { self.searched.get() };
        if again {
            all.retain(|watch| hooks::exists(*watch));
        }
        self.searched.set(all.len());
        let mut found = all[from..].to_vec();
        found.extend(self.again.take());
        found
    }
}
