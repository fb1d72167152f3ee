//! Rest: a scope that is made of one source alone can be disposed of and made again later, and nobody notices.

use std::hash::{DefaultHasher, Hasher};

use super::current::graph;
use super::node::{
    EFFECT, NodeId, OVERDUE, PERFORMS, QUEUED, RENEWED, RUNNING, SELECT, STALE, WRITTEN,
};
use super::pool::NONE;
use super::runtime::Graph;
use super::scope::ScopeId;

/// The content of a scope, as far as it can be made again.
#[derive(Debug)]
pub(crate) enum ScopeContent {
    /// All of it follows from the source, and all of it is up to date. What the effects show has this hash.
    Closed(DefaultHasher),
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
        let mut shown = DefaultHasher::new();
        let mut at = content.nodes;
        while at != NONE {
            if self.nodes[at].is(STALE | RUNNING | QUEUED | RENEWED | OVERDUE) {
                return ScopeContent::Unsettled;
            }
            if !self.is_closed(at, scope, given, &mut shown) {
                return ScopeContent::Open;
            }
            nodes.push(self.id(at));
            at = self.nodes[at].next_owned;
        }
        nodes.reverse();
        ScopeContent::Closed(shown)
    }

    /// Returns whether a node reads nothing outside of its scope, nothing there reads it, and it does nothing but show
    /// something.
    fn is_closed(&self, at: u32, scope: u32, given: NodeId, shown: &mut DefaultHasher) -> bool {
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
        let computation = self.observer(at);
        let mut edge = computation.sources;
        while edge != NONE {
            if !is_here(self.edges[edge].source) {
                return false;
            }
            edge = self.edges[edge].next_source;
        }
        let compute = computation.compute.as_ref();
        !node.is(EFFECT)
            || compute.is_some_and(|compute| compute.hash_shown(shown as &mut dyn Hasher))
    }
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
