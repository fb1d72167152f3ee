//! Selectors: a reader asks whether a source has *its* value, and runs only when the answer may change.
//!
//! A source that is asked in this way has one selector: a node that reads the source, and an index from the hashes of
//! the compared values to *key* nodes, which the readers read in place of the source. When the source changes, the
//! selector marks the readers of two keys, that of the old value and that of the new one. Hashes need not be unique: a
//! collision runs one reader too many, and the answer itself is always `==`.
//!
//! Selectors check their sources before anything is pulled (`attend`), because until then those readers are not marked:
//! the one with the oldest source first, since a memo can only need older ones. Keys without readers are removed when
//! the index is full; a selector without readers is removed when its source changes, and does not pull it.

use std::any::Any;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use super::access::{Tracking, read};
use super::current::graph;
use super::node::{DIRTY, EFFECT, MARKED, NodeId, QUEUED, SELECT, SharedValue};
use super::pool::NONE;
use super::propagate::pull;
use super::queue::{Queued, Selecting};
use super::run::Run;
use super::runtime::Graph;
use super::signal::{Readable, typed};
use super::table::HashIndex;

/// Returns whether `source` has the value `key`. The read is tracked so that a write runs only the readers of the old
/// and of the new value: among 1,000 rows that compare their key with the selected one, two.
///
/// # Panics
///
/// If the source was disposed.
///
/// ```
/// # use watershed::graph::{Runtime, select, signal, watch};
/// # let runtime = Runtime::new();
/// # let _here = runtime.enter();
/// let (selected, set_selected) = signal(1);
/// for row in 0..1_000 {
///     watch(move || println!("{row}: {}", select(selected, &row)));
/// }
/// set_selected.set(2); // prints two lines
/// ```
pub fn select<S>(source: S, key: &S::Value) -> bool
where
    S: Readable,
    S::Value: Hash + Eq,
{
    let value = read(source.node(), Tracking::Off);
    track_key(source.node(), &*value, hash_of(key), hash_value::<S::Value>);
    typed::<S::Value>(&*value) == key
}

/// The value of a key node: the source that it belongs to.
struct KeyOf(NodeId);

/// Hashes a source's value, of a type that it knows.
type HashValue = fn(&dyn Any) -> u64;

pub(super) struct Selector {
    source: NodeId,
    node: u32,
    /// The hash of the source's value when the selector last checked it.
    current: u64,
    hash: HashValue,
    keys: HashIndex,
    key_of: SharedValue,
}

fn track_key(source: NodeId, value: &dyn Any, key: u64, hash: HashValue) {
    if graph(|graph| graph.here.tracker.is_none()) {
        return;
    }
    let current = hash(value);
    graph(|graph| {
        let at = graph.selector_for(source, current, hash);
        let key = graph.key(at, key);
        graph.track(key);
    });
}

static SELECTING: Selecting = Selecting {
    wake: Graph::wake_selector,
    attend,
};

/// Lets every woken selector check its source.
fn attend() {
    while let Some(node) = graph(Graph::next_woken) {
        match graph(|graph| graph.asked_source(node)) {
            Some(source) => look(node, source),
            None => drop(graph(|graph| graph.remove_selector(node))),
        }
    }
}

/// Brings the source up to date; if it changed, marks the readers of its old and its new value.
fn look(node: u32, source: NodeId) {
    if graph(|graph| graph.is_observer(source.index)) {
        pull(source);
    }
    let Some((value, hash)) = graph(|graph| graph.changed(node, source)) else {
        return;
    };
    let new = hash(&*value);
    graph(|graph| graph.turn(source, new));
}

impl Graph {
    /// Returns the node itself, or for a selector's key its source.
    pub(super) fn meant_by(&self, node: u32) -> NodeId {
        let key = self.nodes[node]
            .value
            .as_deref()
            .and_then(|value| value.downcast_ref());
        key.map_or_else(|| self.id(node), |&KeyOf(source)| source)
    }

    fn wake_selector(&mut self, node: u32) {
        if !self.nodes[node].is(QUEUED) {
            self.nodes[node].set(QUEUED);
            self.woken
                .push(Queued::new(self.observer(node).order, node));
        }
    }

    /// Takes the woken selector with the oldest source. `None` while a memo runs: a selector's pull may need that memo,
    /// and the selectors that the memo can need were attended before it ran.
    fn next_woken(&mut self) -> Option<u32> {
        let is_effect = |run: &Run| run.node == NONE || self.nodes[run.node].is(EFFECT);
        if !self.running.iter().all(is_effect) {
            return None;
        }
        let node = self.woken.pop()?.node();
        self.nodes[node].clear(QUEUED);
        Some(node)
    }

    /// Returns the source of a selector, if it still exists and has readers.
    fn asked_source(&mut self, selector: u32) -> Option<NodeId> {
        let source = self.edges[self.observer(selector).sources].source;
        let source = (source != NONE).then(|| self.id(source))?;
        self.is_asked(source).then_some(source)
    }

    /// Returns whether any key of the source's selector has readers.
    pub(super) fn is_asked(&mut self, source: NodeId) -> bool {
        let Ok(at) = self.find_selector(source) else {
            return false;
        };
        let nodes = &self.nodes;
        self.selectors[at]
            .keys
            .any(|key| nodes[key].readers != NONE)
    }

    /// Returns the value of the selector's source and its hash function, if the source changed.
    fn changed(&mut self, node: u32, source: NodeId) -> Option<(SharedValue, HashValue)> {
        let at = self.find_selector(source).ok()?;
        let is_changed = self.nodes[node].is(DIRTY);
        self.nodes[node].clear(MARKED);
        let value = self.nodes[source.index]
            .value
            .clone()
            .filter(|_| is_changed)?;
        Some((value, self.selectors[at].hash))
    }

    fn turn(&mut self, source: NodeId, new: u64) {
        let Ok(at) = self.find_selector(source) else {
            return;
        };
        let selector = &mut self.selectors[at];
        let old = std::mem::replace(&mut selector.current, new);
        let keys = [selector.keys.get(old), selector.keys.get(new)];
        for key in keys.into_iter().flatten() {
            self.mark(key);
        }
    }

    fn find_selector(&self, source: NodeId) -> Result<usize, usize> {
        self.selectors
            .binary_search_by_key(&source, |selector| selector.source)
    }

    /// Returns the index of the source's selector, which is made if there is none.
    fn selector_for(&mut self, source: NodeId, current: u64, hash: HashValue) -> usize {
        self.find_selector(source).unwrap_or_else(|at| {
            let node = self.add_selector_node(source.index);
            let key_of: SharedValue = Rc::new(KeyOf(source));
            self.selectors.insert(
                at,
                Selector {
                    source,
                    node,
                    current,
                    hash,
                    keys: HashIndex::new(),
                    key_of,
                },
            );
            at
        })
    }

    fn add_selector_node(&mut self, source: u32) -> u32 {
        self.selecting = Some(&SELECTING);
        let is_memo = self.is_observer(source);
        let order = if is_memo {
            self.observer(source).order
        } else {
            0
        };
        let node = self.add_observer(None, order, SELECT);
        self.link(source, node, 0, NONE, NONE);
        node
    }

    /// Returns the node of a key of the selector at `at`, which is made if there is none.
    fn key(&mut self, at: usize, hash: u64) -> u32 {
        if let Some(key) = self.selectors[at].keys.get(hash) {
            return key;
        }
        let key_of = self.selectors[at].key_of.clone();
        let key = self.add_node(Some(key_of), NONE, 0);
        let (keys, nodes) = (&mut self.selectors[at].keys, &self.nodes);
        let unread = keys.add(hash, key, |key| nodes[key].readers != NONE);
        for key in unread {
            self.remove_node(key);
        }
        key
    }

    /// Removes the selector of a source that was disposed.
    fn remove_selector(&mut self, node: u32) -> Option<Selector> {
        let at = self
            .selectors
            .iter()
            .position(|selector| selector.node == node)?;
        let selector = self.selectors.remove(at);
        for key in selector.keys.nodes() {
            self.remove_node(key);
        }
        self.remove_node(node);
        Some(selector)
    }
}

fn hash_value<T: Hash + 'static>(value: &dyn Any) -> u64 {
    hash_of(typed::<T>(value))
}

fn hash_of(value: &impl Hash) -> u64 {
    let mut hasher = Fnv(0xcbf2_9ce4_8422_2325);
    value.hash(&mut hasher);
    hasher.finish()
}

/// FNV-1a, folded so that the low bits depend on all others.
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
}
