//! Drafts: the nodes of a scope that is looked at once and then disposed of. A memo of it is computed once, and its reads
//! make no edges, because nothing can change before it is gone. A read of a node outside is noticed: then the scope is
//! more than a draft can be, and must be made again without one.

use std::mem;
use std::rc::Rc;

use super::current::graph;
use super::node::{NodeId, SharedValue};
use super::pool::NONE;
use super::runtime::{CurrentScope, Graph, Here, Return};
use super::scope::ScopeId;

/// The tracker while reads are noticed that lead out of the draft's scope.
const WITHIN: u32 = u32::MAX - 1;

/// A draft that is being made.
pub(super) struct ScopeDraft {
    scope: ScopeId,
    /// The number of memos.
    memos: usize,
    /// True if something outside was read.
    is_open: bool,
}

/// A guard: until it is dropped, memos that are made in a scope are drafts. Emptying the scope starts the next one.
pub(crate) struct Draft {
    scope: ScopeId,
    before: Option<ScopeDraft>,
}

impl Draft {
    /// Starts the draft of an empty scope.
    pub fn start(scope: ScopeId) -> Self {
        let draft = ScopeDraft {
            scope,
            memos: 0,
            is_open: false,
        };
        let before = graph(|graph| graph.draft.replace(draft));
        Self { scope, before }
    }

    /// Returns the scope.
    pub fn scope(&self) -> ScopeId {
        self.scope
    }

    /// Runs `f`, which may read nodes of the scope.
    pub fn compute<R>(&self, f: impl FnOnce() -> R) -> R {
        let before = graph(|graph| graph.enter_draft(self.scope));
        let _back = Return(before);
        f()
    }

    /// Returns whether all of the scope follows from the source `given`. Then `nodes` are its nodes, in the order of
    /// creation.
    pub fn is_closed(&self, given: NodeId, nodes: &mut Vec<NodeId>) -> bool {
        nodes.clear();
        graph(|graph| graph.is_closed_draft(self.scope, given, nodes))
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        graph(|graph| graph.draft = self.before.take());
    }
}

/// Makes a memo of a draft; `None` if the running code does not make one.
pub(super) fn draft_memo<T: 'static>(f: &impl Fn() -> T) -> Option<NodeId> {
    let before = graph(|graph| match (&graph.draft, graph.here.scope) {
        (Some(draft), CurrentScope::Scope(scope)) if draft.scope == scope => {
            Some(graph.enter_draft(scope))
        }
        _ => None,
    })?;
    let back = Return(before);
    let value: SharedValue = Rc::new(f());
    // The last call of the graph goes back, too.
    mem::forget(back);
    graph(|graph| {
        graph.here = before;
        if let Some(draft) = &mut graph.draft {
            draft.memos += 1;
        }
        let scope = graph.home();
        Some(graph.add_source(scope, value))
    })
}

impl Graph {
    /// Lets the code that runs next be a part of the draft. Returns the position before.
    fn enter_draft(&mut self, scope: ScopeId) -> Here {
        let here = Here {
            scope: CurrentScope::Scope(scope),
            tracker: Some(WITHIN),
        };
        mem::replace(&mut self.here, here)
    }

    /// Returns whether the code that runs is a part of a draft; if so, notices what it reads.
    pub(super) fn is_drafted(&mut self, tracker: u32, source: u32) -> bool {
        if tracker != WITHIN {
            return false;
        }
        let owner = self.nodes[source].owner;
        if let Some(draft) = &mut self.draft {
            draft.is_open |= owner != draft.scope.index;
        }
        true
    }

    /// Starts the draft of a scope again, which was emptied.
    pub(super) fn renew_draft(&mut self, scope: ScopeId) {
        if let Some(draft) = self.draft.as_mut().filter(|draft| draft.scope == scope) {
            (draft.memos, draft.is_open) = (0, false);
        }
    }

    fn is_closed_draft(&self, scope: ScopeId, given: NodeId, nodes: &mut Vec<NodeId>) -> bool {
        let memos = match &self.draft {
            Some(draft) if draft.scope == scope && !draft.is_open => draft.memos,
            _ => return false,
        };
        if !self.has_scope(scope) || self.scopes[scope.index].has_more() {
            return false;
        }
        let mut at = self.scopes[scope.index].nodes;
        while at != NONE {
            let node = &self.nodes[at];
            // What reads it is outside.
            if node.readers != NONE || node.observer != NONE {
                return false;
            }
            nodes.push(self.id(at));
            at = node.next_owned;
        }
        nodes.reverse();
        nodes.len() == memos + 1 && nodes.first() == Some(&given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Runtime, RwSignal, SpentNodes, memo, on_cleanup, select, watch};

    /// Returns the number of nodes of a draft; `None` if it is open.
    fn draft<R>(make: impl FnOnce(&Draft, RwSignal<u32>) -> R) -> Option<usize> {
        let scope = ScopeId::current().child();
        let draft = Draft::start(scope);
        let given = scope.run(|| {
            let given = RwSignal::new(1);
            make(&draft, given);
            given
        });
        let mut nodes = Vec::new();
        let is_closed = draft.is_closed(given.id(), &mut nodes);
        drop(draft);
        scope.dispose();
        is_closed.then_some(nodes.len())
    }

    #[test]
    fn a_draft_is_closed_if_all_of_it_follows_from_the_given_source() {
        let runtime = Runtime::new();
        let _here = runtime.enter();
        let outside = RwSignal::new(1);
        assert_eq!(draft(|_, _| ()), Some(1));
        let memos = draft(|draft, given| {
            let next = memo(move || given.get() + 1);
            let sum = memo(move || next.get() + given.get());
            assert_eq!(draft.compute(|| sum.get()), 3);
        });
        assert_eq!(memos, Some(3));
        assert_eq!(draft(|_, _| memo(move || outside.get())), None);
        assert_eq!(draft(|draft, _| draft.compute(|| outside.get())), None);
        assert_eq!(
            draft(|draft, _| draft.compute(|| select(outside, &1))),
            None
        );
        assert_eq!(draft(|_, given| watch(move || given.with(|_| ()))), None);
        assert_eq!(draft(|_, _| RwSignal::new(2)), None);
        assert_eq!(draft(|_, _| on_cleanup(|| ())), None);
        assert_eq!(draft(|_, _| ScopeId::current().child()), None);
        assert_eq!(
            draft(|draft, _| draft.compute(|| outside.get_untracked())),
            Some(1)
        );
    }

    #[test]
    fn an_emptied_scope_is_a_draft_again() {
        let runtime = Runtime::new();
        let _here = runtime.enter();
        let outside = RwSignal::new(1);
        let scope = ScopeId::current().child();
        let draft = Draft::start(scope);
        let (mut spent, mut nodes) = (SpentNodes::default(), Vec::new());
        for round in 0..4 {
            let given = scope.run(|| {
                let given = RwSignal::new(round);
                memo(move || match given.get() {
                    2 => outside.get(),
                    other => other,
                });
                given.id()
            });
            assert_eq!(draft.is_closed(given, &mut nodes), round != 2);
            spent.empty(scope);
            assert!(scope.exists() && !crate::graph::hooks::exists(given));
        }
    }

    #[test]
    fn a_memo_of_another_scope_is_none_of_the_draft() {
        let runtime = Runtime::new();
        let _here = runtime.enter();
        let (signal, outer) = (RwSignal::new(1), ScopeId::current());
        let mut made = None;
        draft(|_, _| made = Some(outer.run(|| memo(move || signal.get() + 1))));
        signal.set(4);
        assert_eq!(made.map(|memo| memo.get()), Some(5));
        let later = memo(move || signal.get() + 1);
        signal.set(5);
        assert_eq!(later.get(), 6);
    }
}
