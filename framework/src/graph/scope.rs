//! Ownership: a tree of scopes. A scope owns nodes, cleanups and scopes, which are disposed of with it.

use super::attempt::attempt;
use super::current::graph;
use super::node::{DIRTY, EFFECT, MARKED, NodeId, PERFORMS, SharedCompute, SharedValue};
use super::pool::NONE;
#[cfg(not(target_arch = "wasm32"))]
use super::pool::Pooled;
use super::queue::settle;
use super::runtime::{CurrentScope, Graph, Here, Return};

type Cleanup = Box<dyn FnOnce()>;

/// The id of a scope in its runtime.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ScopeId {
    pub(super) index: u32,
    pub(super) generation: u32,
}

/// Registers `f` to run when the current scope is disposed: a component's, a branch's or row's, or that of one run of
/// an effect or memo. Cleanups run in reverse order, on the side that owns the scope.
///
/// # Panics
///
/// If no runtime is entered.
pub fn on_cleanup(f: impl FnOnce() + 'static) {
    let f: Cleanup = Box::new(f);
    graph(|graph| {
        let scope = graph.home();
        graph.scopes[scope].extras_mut().cleanups.push(f);
    });
}

/// Returns the memos and effects that a scope and the scopes inside it own, except for scopes that are `apart`, which must
/// not use the graph.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn observers_in(root: ScopeId, apart: impl Fn(ScopeId) -> bool) -> Vec<NodeId> {
    graph(|graph| {
        let mut found = Vec::new();
        let mut scopes = Vec::from_iter(graph.has_scope(root).then_some(root.index));
        while let Some(scope) = scopes.pop() {
            let Scope {
                mut nodes,
                first_child: mut child,
                ..
            } = graph.scopes[scope];
            while nodes != NONE {
                found.extend(graph.is_observer(nodes).then(|| graph.id(nodes)));
                nodes = graph.nodes[nodes].next_owned;
            }
            while child != NONE {
                scopes.extend((!apart(graph.scope_id(child))).then_some(child));
                child = graph.scopes[child].next;
            }
        }
        found
    })
}

impl ScopeId {
    pub(crate) const ROOT: ScopeId = ScopeId {
        index: 0,
        generation: 0,
    };

    /// Returns the scope that owns whatever is created now.
    pub fn current() -> ScopeId {
        graph(|graph| {
            let scope = graph.home();
            graph.scope_id(scope)
        })
    }

    /// Creates a scope inside this one. In a disposed scope it returns that scope.
    pub fn child(self) -> ScopeId {
        graph(|graph| match graph.has_scope(self) {
            true => {
                let scope = graph.add_scope(self.index, NONE);
                graph.scope_id(scope)
            }
            false => self,
        })
    }

    /// Runs `f` so that whatever it creates belongs to this scope. Its reads are tracked as before: wrap it in
    /// [`untrack`](super::untrack) if they should not be. If this scope was disposed, the current scope owns what `f`
    /// creates.
    pub fn run<R>(self, f: impl FnOnce() -> R) -> R {
        let before = graph(|graph| {
            let before = graph.here;
            if graph.has_scope(self) {
                graph.here = Here {
                    scope: CurrentScope::Scope(self),
                    ..before
                };
            }
            before
        });
        let _back = Return(before);
        f()
    }

    /// Disposes of everything that the scope owns, scopes inside it first, the latest first: cleanups run in reverse
    /// order, then the nodes are removed. The root scope itself stays. Does nothing if the scope was disposed.
    pub fn dispose(self) {
        let mut at = self;
        #[cfg(target_arch = "wasm32")]
        let next = |graph: &mut Graph, at: &mut ScopeId| graph.dispose_step(self, at);
        #[cfg(not(target_arch = "wasm32"))]
        let next = |graph: &mut Graph, at: &mut ScopeId| graph.dispose_steps(self, at);
        while let Some(step) = graph(|graph| next(graph, &mut at)) {
            match step {
                DisposalStep::Run(cleanup) => attempt(move || at.run(cleanup)),
                DisposalStep::Drop(value, compute) => drop((value, compute)),
                DisposalStep::Next => {}
            }
        }
    }

    /// Stops the effects of this scope and of all scopes inside. They stay subscribed.
    pub fn pause(self) {
        let torn = graph(|graph| graph.shift_pause(self, true));
        for scope in torn {
            scope.dispose();
        }
    }

    /// Undoes [`pause`](ScopeId::pause): effects that were woken meanwhile run, in order of creation.
    pub fn resume(self) {
        graph(|graph| graph.shift_pause(self, false));
        settle();
    }

    /// Returns whether this scope is the other one or inside of it.
    pub fn is_in(self, other: ScopeId) -> bool {
        graph(|graph| {
            let mut at = match graph.has_scope(self) && graph.has_scope(other) {
                true => self.index,
                false => NONE,
            };
            while at != NONE && at != other.index {
                at = graph.scopes[at].parent;
            }
            at != NONE
        })
    }

    /// Returns whether this scope, or one around it, is paused.
    pub fn is_paused(self) -> bool {
        graph(|graph| graph.has_scope(self) && graph.scopes[self.index].pauses > 0)
    }

    /// Returns whether this scope exists, and owns nothing.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn is_empty(self) -> bool {
        graph(|graph| {
            graph.has_scope(self) && {
                let scope = &graph.scopes[self.index];
                scope.nodes == NONE && !scope.has_more()
            }
        })
    }

    /// Returns whether this scope was not disposed.
    pub fn exists(self) -> bool {
        graph(|graph| graph.has_scope(self))
    }
}

/// One step of a disposal. Values that may call user code are taken out of the graph first.
enum DisposalStep {
    Run(Cleanup),
    Drop(Option<SharedValue>, Option<SharedCompute>),
    Next,
}

pub(super) struct Scope {
    generation: u32,
    pub(super) parent: u32,
    /// The memo or effect whose last run created the content of the scope.
    runner: u32,
    /// The latest child.
    first_child: u32,
    next: u32,
    prev: u32,
    /// The latest node.
    pub(super) nodes: u32,
    /// The number of scopes that are paused themselves, among this one and those around it.
    pub(super) pauses: u32,
    /// A server has many scopes, and few with any of this.
    #[cfg(not(target_arch = "wasm32"))]
    extras: Option<Box<ScopeExtras>>,
    #[cfg(target_arch = "wasm32")]
    extras: ScopeExtras,
}

/// The parts that few scopes have.
#[derive(Default)]
pub(super) struct ScopeExtras {
    cleanups: Vec<Cleanup>,
    /// The values that `context` keeps here.
    pub(super) provided: Option<SharedValue>,
}

impl Default for Scope {
    fn default() -> Scope {
        Scope {
            generation: 0,
            parent: NONE,
            runner: NONE,
            first_child: NONE,
            next: NONE,
            prev: NONE,
            nodes: NONE,
            pauses: 0,
            extras: Default::default(),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Pooled for Scope {
    fn generation(&self) -> u32 {
        self.generation
    }

    fn starting_at(generation: u32) -> Self {
        Self {
            generation,
            ..Self::default()
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Scope {
    /// Returns whether it has more than nodes: scopes, cleanups or contexts.
    pub(super) fn has_more(&self) -> bool {
        self.first_child != NONE || self.extras.is_some()
    }

    pub(super) fn extras(&self) -> Option<&ScopeExtras> {
        self.extras.as_deref()
    }

    pub(super) fn extras_mut(&mut self) -> &mut ScopeExtras {
        self.extras.get_or_insert_default()
    }

    fn pop_cleanup(&mut self) -> Option<Cleanup> {
        self.extras.as_mut()?.cleanups.pop()
    }

    fn take_provided(&mut self) -> Option<SharedValue> {
        self.extras.take()?.provided
    }
}

#[cfg(target_arch = "wasm32")]
impl Scope {
    pub(super) fn extras(&self) -> Option<&ScopeExtras> {
        Some(&self.extras)
    }

    pub(super) fn extras_mut(&mut self) -> &mut ScopeExtras {
        &mut self.extras
    }

    fn pop_cleanup(&mut self) -> Option<Cleanup> {
        self.extras.cleanups.pop()
    }

    fn take_provided(&mut self) -> Option<SharedValue> {
        self.extras.provided.take()
    }
}

impl Graph {
    pub(super) fn has_scope(&self, id: ScopeId) -> bool {
        self.scopes
            .get(id.index)
            .is_some_and(|scope| scope.generation == id.generation)
    }

    pub(super) fn scope_id(&self, index: u32) -> ScopeId {
        ScopeId {
            index,
            generation: self.scopes[index].generation,
        }
    }

    /// Returns the current scope; the root if the current scope was disposed.
    pub(super) fn home(&mut self) -> u32 {
        match self.here.scope {
            CurrentScope::Scope(scope) => self.scope_or_root(scope),
            CurrentScope::Run(run) => match self.run_at(run).node {
                NONE => ScopeId::ROOT.index,
                node => self.inner(node),
            },
        }
    }

    /// Returns the scope of the nodes that this run of `node` creates.
    fn inner(&mut self, node: u32) -> u32 {
        self.disposing = Some(ScopeId::dispose);
        if self.nodes[node].inner == NONE {
            self.nodes[node].inner = self.add_scope(self.nodes[node].owner, node);
        }
        self.nodes[node].inner
    }

    fn add_scope(&mut self, parent: u32, runner: u32) -> u32 {
        let new = self.scopes.claim();
        let outer = &mut self.scopes[parent];
        let pauses = outer.pauses;
        let first = std::mem::replace(&mut outer.first_child, new);
        let scope = &mut self.scopes[new];
        (scope.parent, scope.runner) = (parent, runner);
        (scope.next, scope.prev) = (first, NONE);
        scope.pauses = pauses;
        if first != NONE {
            self.scopes[first].prev = new;
        }
        new
    }

    fn remove_scope(&mut self, index: u32) {
        let Scope {
            parent,
            runner,
            next,
            prev,
            ..
        } = self.scopes[index];
        if runner != NONE {
            self.nodes[runner].inner = NONE;
        }
        match prev {
            NONE => self.scopes[parent].first_child = next,
            prev => self.scopes[prev].next = next,
        }
        if next != NONE {
            self.scopes[next].prev = prev;
        }
        let generation = &mut self.scopes[index].generation;
        *generation = generation.wrapping_add(1);
        if !self.is_ending() {
            self.scopes.release(index);
        }
    }

    /// Returns the index of a scope; that of the root if it was disposed.
    pub(super) fn scope_or_root(&self, id: ScopeId) -> u32 {
        match self.has_scope(id) {
            true => id.index,
            false => ScopeId::ROOT.index,
        }
    }

    /// Makes a scope the owner of a node.
    pub(super) fn own(&mut self, scope: u32, node: u32) {
        self.nodes[node].owner = scope;
        self.nodes[node].next_owned = std::mem::replace(&mut self.scopes[scope].nodes, node);
    }

    /// Returns the next step of disposing `root` after which something must be done outside of the graph.
    #[cfg(not(target_arch = "wasm32"))]
    fn dispose_steps(&mut self, root: ScopeId, at: &mut ScopeId) -> Option<DisposalStep> {
        loop {
            match self.dispose_step(root, at) {
                Some(DisposalStep::Next) => {}
                step => return step,
            }
        }
    }

    /// Returns the next step of disposing `root`, at its deepest latest scope; the search starts where the last step
    /// was. `None` once it is done.
    fn dispose_step(&mut self, root: ScopeId, at: &mut ScopeId) -> Option<DisposalStep> {
        if !self.has_scope(*at) {
            *at = root;
        }
        if !self.has_scope(root) {
            return None;
        }
        let index = self.deepest(at.index);
        *at = self.scope_id(index);
        let scope = &mut self.scopes[index];
        if let Some(cleanup) = scope.pop_cleanup() {
            return Some(DisposalStep::Run(cleanup));
        }
        if scope.nodes != NONE {
            let node = scope.nodes;
            scope.nodes = self.nodes[node].next_owned;
            let (value, compute) = self.remove_node(node);
            return Some(DisposalStep::Drop(value, compute));
        }
        if let Some(provided) = scope.take_provided() {
            return Some(DisposalStep::Drop(Some(provided), None));
        }
        if *at == ScopeId::ROOT {
            return None;
        }
        let parent = scope.parent;
        self.remove_scope(index);
        *at = if *at == root {
            root
        } else {
            self.scope_id(parent)
        };
        Some(DisposalStep::Next)
    }

    fn deepest(&self, mut scope: u32) -> u32 {
        while self.scopes[scope].first_child != NONE {
            scope = self.scopes[scope].first_child;
        }
        scope
    }

    /// Pauses or resumes every scope from `root` down. Returns the inner scopes of paused effects, to be disposed of.
    fn shift_pause(&mut self, root: ScopeId, pause: bool) -> Vec<ScopeId> {
        let mut torn = Vec::new();
        if !self.has_scope(root) || self.is_paused_itself(root.index) == pause {
            return torn;
        }
        let mut at = root.index;
        loop {
            match pause {
                true => self.pause_one(at, &mut torn),
                false => self.resume_one(at),
            }
            match self.scope_after(at, root.index) {
                NONE => return torn,
                next => at = next,
            }
        }
    }

    /// Returns whether a scope is paused itself, whether or not one around it is.
    fn is_paused_itself(&self, scope: u32) -> bool {
        let outer = self.scopes[scope].parent;
        let around = match outer {
            NONE => 0,
            outer => self.scopes[outer].pauses,
        };
        self.scopes[scope].pauses > around
    }

    fn pause_one(&mut self, scope: u32, torn: &mut Vec<ScopeId>) {
        self.scopes[scope].pauses += 1;
        let mut node = self.scopes[scope].nodes;
        while node != NONE && self.scopes[scope].pauses == 1 {
            if self.nodes[node].is(PERFORMS) {
                self.nodes[node].set(DIRTY);
                let inner = self.nodes[node].inner;
                torn.extend((inner != NONE).then(|| self.scope_id(inner)));
            }
            node = self.nodes[node].next_owned;
        }
    }

    fn resume_one(&mut self, scope: u32) {
        self.scopes[scope].pauses -= 1;
        let mut node = self.scopes[scope].nodes;
        while node != NONE && self.scopes[scope].pauses == 0 {
            if self.nodes[node].is(EFFECT) && self.nodes[node].is(MARKED) {
                self.enqueue(node);
            }
            #[cfg(not(target_arch = "wasm32"))]
            self.resume_followed(node);
            node = self.nodes[node].next_owned;
        }
    }

    /// Returns the scope after `at` in a walk of the tree below `root`, parents first.
    fn scope_after(&self, mut at: u32, root: u32) -> u32 {
        if self.scopes[at].first_child != NONE {
            return self.scopes[at].first_child;
        }
        while at != root {
            if self.scopes[at].next != NONE {
                return self.scopes[at].next;
            }
            at = self.scopes[at].parent;
        }
        NONE
    }

    /// Returns the scope that a node is disposed with.
    pub(super) fn owner_of(&self, id: NodeId) -> Option<ScopeId> {
        let owner = self.exists(id).then(|| self.nodes[id.index].owner)?;
        (owner != NONE).then(|| self.scope_id(owner))
    }
}
