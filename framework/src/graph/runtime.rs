//! The runtime: everything that belongs to one reactive graph.

use std::collections::BinaryHeap;
use std::rc::Rc;

use super::attempt::JobRunner;
#[cfg(not(target_arch = "wasm32"))]
use super::counted::CountedNodes;
use super::current::{EnteredRuntime, GraphHandle, graph};
#[cfg(not(target_arch = "wasm32"))]
use super::draft::ScopeDraft;
use super::edges::Edge;
use super::node::{Computation, GraphNode, NodeId, SharedCompute, SharedValue};
use super::pool::{NONE, Pool};
use super::propagate::{MemoHooks, Pull};
use super::queue::{Queued, Selecting};
#[cfg(target_arch = "wasm32")]
use super::reclaim::LentValue;
use super::run::Run;
use super::scope::{Scope, ScopeId};
use super::selector::Selector;
use super::trouble::{Trouble, fail};

/// One reactive graph: a session's on the server, the page's in the browser.
///
/// Handles ([`ReadSignal`](super::ReadSignal), [`Memo`](super::Memo), …) work on the runtime that is *entered* on this
/// thread. Dropping a runtime disposes everything in it and runs the cleanups.
///
/// ```
/// use watershed::graph::{Runtime, signal};
///
/// let runtime = Runtime::new();
/// let _here = runtime.enter();
/// let (count, set_count) = signal(1);
/// set_count.set(2);
/// assert_eq!(count.get(), 2);
/// ```
pub struct Runtime {
    place: GraphHandle,
}

impl Runtime {
    /// Makes an empty graph with its root scope.
    pub fn new() -> Runtime {
        Runtime {
            place: GraphHandle::new(Graph::new()),
        }
    }

    /// Makes this runtime the current one of the thread until the guard is dropped. Guards nest.
    #[must_use = "the runtime is left again when the guard is dropped"]
    pub fn enter(&self) -> EnteredRuntime {
        EnteredRuntime::at(&self.place)
    }

    /// Runs `f` with this runtime entered.
    pub fn run<R>(&self, f: impl FnOnce() -> R) -> R {
        let _here = self.enter();
        f()
    }

    /// Lets effects wait for [`flush`](super::flush) from now on, instead of running right after the write or batch
    /// that woke them. A host whose turn does more than the graph (a session, a page) ends its turn with `flush`.
    pub fn defer_effects(&self) {
        let _here = self.enter();
        graph(|graph| graph.deferred = true);
    }

    /// Limits the number of nodes that exist at a time. Making one more panics.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn limit_nodes(&self, limit: usize) {
        self.place.0.borrow_mut().limit = limit;
    }

    /// Limits the number of times that memos and effects run between two calls of this. One more panics.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn limit_runs(&self, limit: u32) {
        self.place.0.borrow_mut().runs_left = limit;
    }

    /// Returns whether the graph has as many nodes as it may have.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn is_full(&self) -> bool {
        let graph = self.place.0.borrow();
        graph.nodes.used() >= graph.limit
    }

    /// Returns whether memos and effects have run as often as they may.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn is_spent(&self) -> bool {
        self.place.0.borrow().runs_left == 0
    }

    /// Returns the number of bytes that the graph takes, roughly: its pools, and what closures take on average.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn held(&self) -> usize {
        self.place.0.borrow().held()
    }

    /// Counts the graph, with the nodes that it has now, among those of the process.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn count(&self) {
        let _here = self.enter();
        graph(|graph| graph.counted.set(graph.nodes.used()));
    }

    /// Gives memory back that nothing in the graph uses.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn trim(&self) {
        let mut graph = self.place.0.borrow_mut();
        graph.nodes.trim();
        graph.observers.trim();
        graph.edges.trim();
        graph.scopes.trim();
        graph.running.shrink_to_fit();
        graph.frames.shrink_to_fit();
        graph.marks.shrink_to_fit();
    }

    /// Runs all user code through `host` from now on: see [`attempt`](fn@super::attempt). Effects wait for the host's
    /// [`flush`](super::flush).
    #[doc(hidden)]
    pub fn host(&self, host: fn(super::Job) -> bool) {
        let _here = self.enter();
        graph(|graph| {
            graph.deferred = true;
            graph.host = Some(host);
        });
    }

    /// Calls `hook` at every write to a signal, with its id, after its readers were marked and before effects run.
    pub fn on_write(&self, hook: impl Fn(NodeId) + 'static) {
        let hook: Rc<dyn Fn(NodeId)> = Rc::new(hook);
        let _here = self.enter();
        let before = graph(|graph| graph.on_write.replace(hook));
        drop(before);
    }

    /// Returns the scope that owns everything in this runtime.
    pub fn root(&self) -> ScopeId {
        ScopeId::ROOT
    }
}

impl Default for Runtime {
    fn default() -> Self {
        Runtime::new()
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if let Some(_here) = EnteredRuntime::try_at(&self.place) {
            #[cfg(not(target_arch = "wasm32"))]
            graph(|graph| graph.ending = true);
            ScopeId::ROOT.dispose();
        }
    }
}

/// The position of running code: its nodes belong to `scope`, its reads are tracked for `tracker`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Here {
    pub(super) scope: CurrentScope,
    /// Index into the stack of runs; `None` where reads are not tracked.
    pub(super) tracker: Option<u32>,
}

/// The current scope.
#[derive(Clone, Copy, Debug)]
pub(super) enum CurrentScope {
    Scope(ScopeId),
    /// The inner scope of the run with this index in the stack of runs. It is made when it is first needed: most memos
    /// create nothing.
    Run(u32),
}

/// A guard that restores the position when it is dropped.
pub(super) struct Return(pub(super) Here);

impl Drop for Return {
    fn drop(&mut self) {
        graph(|graph| graph.here = self.0);
    }
}

pub(super) struct Graph {
    pub(super) nodes: Pool<GraphNode>,
    pub(super) observers: Pool<Computation>,
    pub(super) edges: Pool<Edge>,
    pub(super) scopes: Pool<Scope>,
    pub(super) here: Here,
    /// True if a signal was read under the active probe.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) is_probed: bool,
    /// The scope of which a draft is made.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) draft: Option<ScopeDraft>,
    /// The running computations, the innermost last.
    pub(super) running: Vec<Run>,
    /// The nodes that are being brought up to date; a nested pull works above those of the outer one.
    pub(super) frames: Vec<Pull>,
    /// The nodes whose readers are still to be marked.
    pub(super) marks: Vec<u32>,
    pub(super) queue: BinaryHeap<Queued>,
    /// True once the whole graph is being disposed of.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) ending: bool,
    /// True if a memo or effect has read a node that it did not read before.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) reads_more: bool,
    /// The followed memos that were marked.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) expected: Vec<NodeId>,
    /// The followed nodes with new values.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) renewed: Vec<NodeId>,
    /// The number of open batches.
    pub(super) batches: u32,
    pub(super) deferred: bool,
    pub(super) flushing: bool,
    /// Runs user code so that its panics end there.
    pub(super) host: Option<JobRunner>,
    /// The values that closures are changing.
    #[cfg(target_arch = "wasm32")]
    pub(super) lent: Vec<LentValue>,
    /// True if an attempt has failed, and its reads were not forgotten yet.
    #[cfg(target_arch = "wasm32")]
    pub(super) has_failed: bool,
    pub(super) last_stamp: u32,
    last_order: u32,
    /// The most nodes that may exist. A browser has no limit.
    #[cfg(not(target_arch = "wasm32"))]
    limit: usize,
    /// The number of times that memos and effects may still run. A browser has no limit.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) runs_left: u32,
    #[cfg(not(target_arch = "wasm32"))]
    counted: CountedNodes,
    pub(super) on_write: Option<Rc<dyn Fn(NodeId)>>,
    /// The marked selectors, the one with the oldest source on top. They check it before anything else is read.
    pub(super) woken: BinaryHeap<Queued>,
    /// The functions of memos, once there is a memo.
    pub(super) computing: Option<&'static MemoHooks>,
    /// Disposes the scope of a run, once a run has created anything.
    pub(super) disposing: Option<fn(ScopeId)>,
    /// The functions of selectors, once there is a selector.
    pub(super) selecting: Option<&'static Selecting>,
    /// Sorted by source.
    pub(super) selectors: Vec<Selector>,
}

/// Bytes of an observer's closure and value, on average. A test holds the sums of all these to what is allocated.
#[cfg(not(target_arch = "wasm32"))]
const CLOSURE: usize = 96;

/// Bytes of the cleanups of a scope, on average.
#[cfg(not(target_arch = "wasm32"))]
const CLEANUPS: usize = 64;

impl Graph {
    fn new() -> Graph {
        let mut scopes: Pool<Scope> = Pool::new();
        scopes.claim();
        Graph {
            nodes: Pool::new(),
            observers: Pool::new(),
            edges: Pool::new(),
            scopes,
            here: Here {
                scope: CurrentScope::Scope(ScopeId::ROOT),
                tracker: None,
            },
            #[cfg(not(target_arch = "wasm32"))]
            is_probed: false,
            #[cfg(not(target_arch = "wasm32"))]
            draft: None,
            running: Vec::new(),
            frames: Vec::new(),
            marks: Vec::new(),
            queue: BinaryHeap::new(),
            #[cfg(not(target_arch = "wasm32"))]
            ending: false,
            #[cfg(not(target_arch = "wasm32"))]
            reads_more: false,
            #[cfg(not(target_arch = "wasm32"))]
            expected: Vec::new(),
            #[cfg(not(target_arch = "wasm32"))]
            renewed: Vec::new(),
            batches: 0,
            deferred: false,
            flushing: false,
            host: None,
            #[cfg(target_arch = "wasm32")]
            lent: Vec::new(),
            #[cfg(target_arch = "wasm32")]
            has_failed: false,
            last_stamp: 0,
            last_order: 0,
            #[cfg(not(target_arch = "wasm32"))]
            limit: usize::MAX,
            #[cfg(not(target_arch = "wasm32"))]
            runs_left: u32::MAX,
            #[cfg(not(target_arch = "wasm32"))]
            counted: CountedNodes::default(),
            on_write: None,
            woken: BinaryHeap::new(),
            computing: None,
            disposing: None,
            selecting: None,
            selectors: Vec::new(),
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn held(&self) -> usize {
        let pools = [
            self.nodes.held(),
            self.observers.held(),
            self.edges.held(),
            self.scopes.held(),
        ];
        let closures = self.observers.used() * CLOSURE + self.scopes.used() * CLEANUPS;
        pools.into_iter().sum::<usize>() + closures
    }

    pub(super) fn exists(&self, id: NodeId) -> bool {
        self.nodes
            .get(id.index)
            .is_some_and(|node| node.generation() == id.generation)
    }

    pub(super) fn id(&self, index: u32) -> NodeId {
        NodeId {
            index,
            generation: self.nodes[index].generation(),
        }
    }

    pub(super) fn run_at(&mut self, at: u32) -> &mut Run {
        match self.running.get_mut(at as usize) {
            Some(run) => run,
            None => fail(Trouble::Broken),
        }
    }

    pub(super) fn is_observer(&self, node: u32) -> bool {
        self.nodes[node].observer != NONE
    }

    pub(super) fn observer(&self, node: u32) -> &Computation {
        &self.observers[self.nodes[node].observer]
    }

    pub(super) fn observer_mut(&mut self, node: u32) -> &mut Computation {
        &mut self.observers[self.nodes[node].observer]
    }

    /// Adds a node without an owner.
    pub(super) fn add_node(
        &mut self,
        value: Option<SharedValue>,
        observer: u32,
        flags: u32,
    ) -> u32 {
        #[cfg(not(target_arch = "wasm32"))]
        if self.nodes.used() >= self.limit {
            fail(Trouble::Full);
        }
        let index = self.nodes.claim();
        let node = &mut self.nodes[index];
        node.value = value;
        node.observer = observer;
        node.owner = NONE;
        node.inner = NONE;
        node.set(flags);
        index
    }

    /// Adds a memo, effect or selector without an owner.
    pub(super) fn add_observer(
        &mut self,
        compute: Option<SharedCompute>,
        order: u32,
        flags: u32,
    ) -> u32 {
        let index = self.observers.claim();
        let observer = &mut self.observers[index];
        observer.compute = compute;
        observer.sources = NONE;
        observer.order = order;
        self.add_node(None, index, flags)
    }

    /// Removes the observer of a node. Returns its computation.
    pub(super) fn remove_observer(&mut self, node: u32) -> Option<SharedCompute> {
        let index = std::mem::replace(&mut self.nodes[node].observer, NONE);
        if !self.is_ending() {
            self.observers.release(index);
        }
        self.observers[index].compute.take()
    }

    pub(super) fn observer_count(&self) -> usize {
        self.observers.used()
    }

    pub(super) fn next_order(&mut self) -> u32 {
        self.last_order = self.last_order.wrapping_add(1);
        self.last_order
    }
}
