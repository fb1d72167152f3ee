//! Watches: computations that the server runs to keep the page up to date.

use std::cell::{Cell, RefCell};
use std::mem;
use std::rc::Rc;

use crate::graph::{self, NodeId, hooks};

/// Watches of one kind. The browser must send what they read.
#[derive(Default)]
pub(crate) struct Watches {
    all: RefCell<Vec<NodeId>>,
    searched: Cell<usize>,
    /// The number that existed when watches were pruned last.
    existed: Cell<usize>,
    /// Watches that have run since their sources were searched: they may read other nodes now.
    again: RefCell<Vec<NodeId>>,
    /// Watches in paused scopes: they read nothing until they run.
    paused: RefCell<Vec<NodeId>>,
}

/// Fewer watches than this are not pruned.
const FEW_WATCHES: usize = 64;

impl Watches {
    /// Runs `work` now and whenever what it read has changed.
    pub fn watch(self: &Rc<Self>, mut work: impl FnMut() + 'static) {
        let watches = Rc::downgrade(self);
        let mut is_first = true;
        let watch = graph::watch(move || {
            work();
            if mem::take(&mut is_first) {
                return;
            }
            if let Some(watches) = watches.upgrade() {
                watches.ran_again();
            }
        });
        self.add(watch);
    }

    /// Notes that the watch that is running has run before.
    pub fn ran_again(&self) {
        self.again.borrow_mut().extend(hooks::running());
    }

    /// Adds a watch.
    pub fn add(&self, watch: NodeId) {
        if hooks::is_paused(watch) {
            self.paused.borrow_mut().push(watch);
        }
        self.all.borrow_mut().push(watch);
    }

    /// Gives memory back that no watch uses.
    pub fn trim(&self) {
        self.forget_disposed();
        self.all.borrow_mut().shrink_to_fit();
        self.again.borrow_mut().shrink_to_fit();
        self.paused.borrow_mut().shrink_to_fit();
    }

    /// Forgets watches that are disposed of, once there are twice as many as existed the last time.
    pub fn prune(&self) {
        if self.all.borrow().len() >= FEW_WATCHES.max(2 * self.existed.get()) {
            self.forget_disposed();
        }
    }

    fn forget_disposed(&self) {
        let mut all = self.all.borrow_mut();
        let (mut at, searched) = (0, self.searched.get());
        all.retain(|watch| {
            let (exists, was_searched) = (hooks::is_watch(*watch), at < searched);
            at += 1;
            if !exists && was_searched {
                self.searched.update(|searched| searched - 1);
            }
            exists
        });
        self.existed.set(all.len());
    }

    /// Returns whether the sources of all watches have been searched, except of those that have run again since.
    pub fn are_searched(&self) -> bool {
        self.searched.get() == self.all.borrow().len()
    }

    /// Forgets that watches have run again: they read nothing that they had not read before.
    pub fn read_the_same(&self) {
        self.again.borrow_mut().clear();
    }

    /// Takes the watches whose sources have not been searched yet; with `again`, all of them.
    pub fn take_unsearched(&self, again: bool) -> Vec<NodeId> {
        let mut all = self.all.borrow_mut();
        let from = if again { 0 } else { self.searched.get() };
        if again {
            all.retain(|watch| hooks::is_watch(*watch));
        }
        self.searched.set(all.len());
        let found = all[from..].iter().copied();
        let mut found: Vec<NodeId> = found.filter(|watch| hooks::is_watch(*watch)).collect();
        found.append(&mut self.again.borrow_mut());
        let mut paused = self.paused.borrow_mut();
        found.extend(paused.extract_if(.., |watch| !hooks::is_paused(*watch)));
        found
    }
}
