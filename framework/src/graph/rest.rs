//! Rest: a scope that is made of one source alone can be disposed of and made again later, and nobody notices.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::fast::FixedState;

use super::current::graph;
use super::node::{
    Compute, EFFECT, NodeId, OVERDUE, PERFORMS, QUEUED, RENEWED, RUNNING, SELECT, STALE,
    SharedCompute, SharedValue, WRITTEN,
};
use super::pool::NONE;
use super::runtime::Graph;
use super::scope::ScopeId;

/// The content of a scope, as far as it can be made again.
#[derive(Debug)]
pub(crate) enum ScopeContent {
    /// All of it follows from the source, and all of it is up to date. What the effects show has this hash.
    Closed(u64),
    /// A part is not up to date.
    Unsettled,
    /// Something in it comes from outside, or leads there.
    Open,
}

impl ScopeContent {
    /// Looks at a scope whose only source is `given`. If it is closed, `nodes` are its nodes, in the order of creation.
    pub fn of(scope: ScopeId, given: NodeId, nodes: &mut Vec<NodeId>) -> Self {
        nodes.clear();
        graph(|graph| match graph.has_scope(scope) {
            true => graph.content(scope.index, given, nodes),
            false => Self::Open,
        })
    }
}

/// Returns whether a source was written since this was asked last.
pub(crate) fn take_written(source: NodeId) -> bool {
    graph(|graph| {
        let is_written = graph.exists(source) && graph.nodes[source.index].is(WRITTEN);
        if is_written {
            graph.nodes[source.index].clear(WRITTEN);
        }
        is_written
    })
}

impl Graph {
    fn content(&self, scope: u32, given: NodeId, nodes: &mut Vec<NodeId>) -> ScopeContent {
        let content = &self.scopes[scope];
        if content.has_more() {
            return ScopeContent::Open;
        }
        let (mut shown, mut weight) = (0_u64, 1_u64);
        let mut at = content.nodes;
        while at != NONE {
            if self.nodes[at].is(STALE | RUNNING | QUEUED | RENEWED | OVERDUE) {
                return ScopeContent::Unsettled;
            }
            if !self.is_closed(at, scope, given) {
                return ScopeContent::Open;
            }
            if self.nodes[at].is(EFFECT) {
                let compute = self.observer(at).compute.as_ref();
                let Some(hash) = compute.and_then(|compute| hash_shown(&**compute)) else {
                    return ScopeContent::Open;
                };
                shown = shown.wrapping_add(hash.wrapping_mul(weight));
                weight = weight.wrapping_mul(WEIGHT);
            }
            nodes.push(self.id(at));
            at = self.nodes[at].next_owned;
        }
        nodes.reverse();
        ScopeContent::Closed(shown)
    }

    /// Returns whether a node reads nothing outside of its scope, and nothing there reads it.
    fn is_closed(&self, at: u32, scope: u32, given: NodeId) -> bool {
        let node = &self.nodes[at];
        let is_here = |node: u32| node != NONE && self.nodes[node].owner == scope;
        if node.is(SELECT | PERFORMS) || node.inner != NONE {
            return false;
        }
        let mut edge = node.readers;
        while edge != NONE {
            if !is_here(self.edges[edge].observer) {
                return false;
            }
            edge = self.edges[edge].next_reader;
        }
        if !self.is_observer(at) {
            return self.id(at) == given;
        }
        let mut edge = self.observer(at).sources;
        while edge != NONE {
            if !is_here(self.edges[edge].source) {
                return false;
            }
            edge = self.edges[edge].next_source;
        }
        true
    }

    /// Removes the nodes of a closed scope, of which none is queued.
    fn empty(&mut self, scope: u32, spent: &mut SpentNodes) {
        let mut at = std::mem::replace(&mut self.scopes[scope].nodes, NONE);
        while at != NONE {
            if self.is_observer(at) {
                // All edges are between nodes of the scope, so none is left in the list of another one.
                let mut edge = self.observer(at).sources;
                while edge != NONE {
                    let next = self.edges[edge].next_source;
                    self.edges[edge].observer = NONE;
                    self.edges.release(edge);
                    edge = next;
                }
                spent.computes.extend(self.remove_observer(at));
            }
            let node = &mut self.nodes[at];
            node.readers = NONE;
            spent.values.extend(node.value.take());
            let next = node.next_owned;
            if node.retire() {
                self.nodes.release(at);
            }
            at = next;
        }
    }
}

/// Values and computations that are dropped outside of the graph.
#[derive(Default)]
pub(crate) struct SpentNodes {
    values: Vec<SharedValue>,
    computes: Vec<SharedCompute>,
}

impl SpentNodes {
    /// Disposes of the nodes of a scope that is [closed](ScopeContent::Closed). The scope itself stays.
    pub fn empty(&mut self, scope: ScopeId) {
        graph(|graph| {
            if graph.has_scope(scope) {
                graph.empty(scope.index, self);
                graph.renew_draft(scope);
            }
        });
        self.computes.clear();
        self.values.clear();
    }
}

/// The factor between the hashes of what one effect shows and the next one.
const WEIGHT: u64 = 0x9e37_79b9_7f4a_7c15;

/// Returns the hash of what the effects of a scope show, if those with the hash `shown` are followed by one that shows
/// `value`.
pub(crate) fn shown_after(shown: u64, value: impl Hash) -> u64 {
    let mut hasher = hasher();
    value.hash(&mut hasher);
    shown.wrapping_mul(WEIGHT).wrapping_add(hasher.finish())
}

fn hash_shown(compute: &dyn Compute) -> Option<u64> {
    let mut hasher = hasher();
    let is_shown = compute.hash_shown(&mut hasher);
    is_shown.then(|| hasher.finish())
}

/// Starts the hash of what an effect shows. A row that is made again is compared with the one before, so there is no seed.
fn hasher() -> impl Hasher {
    FixedState::default().build_hasher()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Runtime, RwSignal, flush, memo, on_cleanup, watch};

    fn content<R>(make: impl FnOnce(RwSignal<u32>) -> R) -> ScopeContent {
        let scope = ScopeId::current().child();
        let given = scope.run(|| {
            let given = RwSignal::new(1);
            make(given);
            given
        });
        ScopeContent::of(scope, given.id(), &mut Vec::new())
    }

    fn is_closed<R>(make: impl FnOnce(RwSignal<u32>) -> R) -> bool {
        matches!(content(make), ScopeContent::Closed(_))
    }

    #[test]
    fn a_scope_is_closed_if_all_of_it_follows_from_the_given_source() {
        let runtime = Runtime::new();
        let _here = runtime.enter();
        let outside = RwSignal::new(1);
        assert!(is_closed(|_| ()));
        assert!(is_closed(|given| memo(move || given.get() + 1)));
        assert!(!is_closed(
            |given| memo(move || given.get() + outside.get())
        ));
        assert!(!is_closed(|_| RwSignal::new(2)));
        assert!(!is_closed(|given| watch(move || given.with(|_| ()))));
        assert!(!is_closed(|_| on_cleanup(|| ())));
        assert!(!is_closed(|_| ScopeId::current().child()));
    }

    #[test]
    fn a_scope_that_is_read_outside_is_open() {
        let runtime = Runtime::new();
        let _here = runtime.enter();
        let outer = ScopeId::current();
        let content = content(|given| outer.run(|| memo(move || given.get())));
        assert!(matches!(content, ScopeContent::Open));
    }

    #[test]
    fn a_scope_with_a_memo_to_run_is_unsettled() {
        let runtime = Runtime::new();
        let _here = runtime.enter();
        let content = content(|given| {
            memo(move || given.get());
            given.set(2);
        });
        assert!(matches!(content, ScopeContent::Unsettled));
    }

    #[test]
    fn a_closed_scope_is_emptied_and_used_again() {
        let runtime = Runtime::new();
        let _here = runtime.enter();
        let scope = ScopeId::current().child();
        let mut spent = SpentNodes::default();
        let mut nodes = Vec::new();
        for round in 0..3 {
            let given = scope.run(|| {
                let given = RwSignal::new(round);
                let next = memo(move || given.get() + 1);
                memo(move || next.get() + given.get());
                given.id()
            });
            let before = nodes.clone();
            let content = ScopeContent::of(scope, given, &mut nodes);
            assert!(matches!(content, ScopeContent::Closed(_)));
            assert_eq!(nodes.len(), 3);
            assert!(!before.iter().any(|node| crate::graph::hooks::exists(*node)));
            spent.empty(scope);
            assert!(scope.exists());
        }
        let signal = RwSignal::new(1);
        let twice = memo(move || signal.get() * 2);
        signal.set(4);
        assert_eq!(twice.get(), 8);
    }

    #[test]
    fn a_write_is_noticed_once() {
        let runtime = Runtime::new();
        let _here = runtime.enter();
        let signal = RwSignal::new(1);
        assert!(!take_written(signal.id()));
        signal.set(2);
        flush();
        assert!(take_written(signal.id()) && !take_written(signal.id()));
    }
}
