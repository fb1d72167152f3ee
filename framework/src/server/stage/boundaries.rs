//! The boundaries of a page, and what they may wait for.

use std::any::{Any, TypeId};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::graph::{NodeId, ScopeId, hooks, observers_in};
use crate::resource::ResourceKey;
use crate::wire::QuickHash;

/// The state of a value that is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FetchProgress {
    /// There is no value yet.
    First,
    /// There is a value, and another one is being loaded.
    Again,
    /// The value is there.
    Settled,
    /// The last attempt has failed, with an error that visitors may see, or with another one.
    Failed(Failed),
}

/// An error of code that a boundary is around.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failed {
    /// An error whose text is for visitors.
    ForUsers(String),
    /// An error whose text is for the log.
    ForLog(String),
}

/// The functions of a value that is loaded.
pub(crate) struct Fetched {
    /// Reads how far it is, tracked.
    pub progress: Box<dyn Fn() -> FetchProgress>,
    /// Loads it again.
    pub again: Box<dyn Fn()>,
    /// The names by which it is found.
    pub keys: RefCell<Vec<ResourceKey>>,
}

/// A kind of boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BoundaryKind {
    /// `<Suspense>` or `<Transition>`
    Waits,
    /// `<ErrorBoundary>`
    Catches,
}

/// The values that are loaded, and the contents of the boundaries.
#[derive(Default)]
pub(crate) struct Boundaries {
    /// Absent on a page that loads nothing and has no boundary: most sessions have none.
    tables: OnceCell<Box<Tables>>,
    /// The number of boundaries that catch errors.
    catching: Cell<usize>,
    /// The number of values that are being loaded.
    loading: Rc<Cell<usize>>,
}

#[derive(Default)]
struct Tables {
    /// The values that are loaded, by their nodes.
    fetches: RefCell<HashMap<NodeId, Rc<Fetched>, QuickHash>>,
    /// The groups of resources that share what they load, by the types of their code.
    shared: RefCell<HashMap<TypeId, Rc<dyn Any>, QuickHash>>,
    contents: RefCell<HashMap<ScopeId, BoundaryKind, QuickHash>>,
    /// The watches of boundaries, which read what the contents read.
    watches: RefCell<HashSet<NodeId, QuickHash>>,
}

/// A value that is being loaded, until this is dropped.
pub(crate) struct RunningFetch(Rc<Cell<usize>>);

impl Drop for RunningFetch {
    fn drop(&mut self) {
        self.0.update(|loading| loading - 1);
    }
}

impl Boundaries {
    /// Adds a value that is loaded.
    pub fn add_fetch(&self, node: NodeId, fetched: Fetched) {
        let mut fetches = self.tables().fetches.borrow_mut();
        fetches.insert(node, Rc::new(fetched));
    }

    /// Returns a value that is loaded, if it still exists.
    pub fn fetch(&self, node: NodeId) -> Option<Rc<Fetched>> {
        self.tables.get()?.fetches.borrow().get(&node).cloned()
    }

    /// Returns the nodes of the values with this name.
    pub fn fetches_of(&self, key: ResourceKey) -> Vec<NodeId> {
        let Some(tables) = self.tables.get() else {
            return Vec::new();
        };
        let fetches = tables.fetches.borrow();
        let named = fetches
            .iter()
            .filter(|(_, fetched)| fetched.keys.borrow().contains(&key));
        named.map(|(node, _)| *node).collect()
    }

    /// Returns what resources with code of one type share; `make` makes it for the first.
    pub fn shared<G: 'static>(&self, of: TypeId, make: impl FnOnce() -> Rc<G>) -> Rc<G> {
        let mut all = self.tables().shared.borrow_mut();
        let group = Rc::clone(all.entry(of).or_insert_with(|| make()));
        group.downcast().expect("a type of code has one group")
    }

    /// Removes a value.
    pub fn remove_fetch(&self, node: NodeId) {
        let tables = self.tables.get();
        let gone = tables.map(|tables| tables.fetches.borrow_mut().remove(&node));
        drop(gone);
    }

    /// Notes that a value is being loaded.
    pub fn start(&self) -> RunningFetch {
        self.loading.update(|loading| loading + 1);
        RunningFetch(Rc::clone(&self.loading))
    }

    /// Returns whether a value is being loaded.
    #[cfg(feature = "testing")]
    pub fn is_loading(&self) -> bool {
        self.loading.get() > 0
    }

    /// Adds the content of a boundary.
    pub fn add_content(&self, scope: ScopeId, kind: BoundaryKind) {
        self.tables().contents.borrow_mut().insert(scope, kind);
        if kind == BoundaryKind::Catches {
            self.catching.update(|catching| catching + 1);
        }
    }

    /// Removes the content of a boundary.
    pub fn remove_content(&self, scope: ScopeId) {
        let tables = self.tables.get();
        let removed = tables.and_then(|tables| tables.contents.borrow_mut().remove(&scope));
        if removed == Some(BoundaryKind::Catches) {
            self.catching.update(|catching| catching - 1);
        }
    }

    /// Notes that errors of components are caught, or not any more, whatever boundaries there are.
    pub fn set_trial(&self, is_on: bool) {
        self.catching.update(|catching| match is_on {
            true => catching + 1,
            false => catching - 1,
        });
    }

    /// Adds the watch of a boundary.
    pub fn add_watch(&self, watch: NodeId) {
        let mut watches = self.tables().watches.borrow_mut();
        if watches.len() == watches.capacity() {
            watches.retain(|watch| hooks::exists(*watch));
        }
        watches.insert(watch);
    }

    /// Returns whether no boundary on the page catches errors.
    pub fn catches_nothing(&self) -> bool {
        self.catching.get() == 0
    }

    /// Returns whether there is no boundary on the page.
    pub fn is_empty(&self) -> bool {
        let tables = self.tables.get();
        tables.is_none_or(|tables| tables.contents.borrow().is_empty())
    }

    /// Adds to `found` the loaded values that `observer`, or any memo or effect in the content of a boundary, has read,
    /// directly or through memos. Boundaries of the same kind inside the content have their own.
    pub fn find_read(
        &self,
        content: ScopeId,
        kind: BoundaryKind,
        observer: Option<NodeId>,
        found: &mut HashSet<NodeId>,
    ) {
        let Some(tables) = self.tables.get() else {
            return found.clear();
        };
        let fetches = tables.fetches.borrow();
        found.retain(|node| fetches.contains_key(node));
        if fetches.is_empty() {
            return;
        }
        let contents = tables.contents.borrow();
        let mut reached = observers_in(content, |scope| contents.get(&scope) == Some(&kind));
        let watches = tables.watches.borrow();
        reached.retain(|reached| !watches.contains(reached));
        reached.extend(observer);
        let mut seen: HashSet<NodeId> = reached.iter().copied().collect();
        while let Some(node) = reached.pop() {
            hooks::each_source(node, |source| {
                if seen.insert(source) {
                    reached.push(source);
                    found.extend(fetches.contains_key(&source).then_some(source));
                }
            });
        }
    }

    fn tables(&self) -> &Tables {
        self.tables.get_or_init(Box::default)
    }
}
