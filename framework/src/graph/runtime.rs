//! The runtime: all that one reactive graph consists of, and which one is current on this thread.

use std::cell::RefCell;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::edges::Edge;
use super::node::{Node, NodeId, Observer};
use super::pool::{NONE, Pool};
use super::propagate::Frame;
use super::queue::Queued;
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
    graph: Shared,
}

type Shared = Rc<RefCell<Graph>>;

thread_local! {
    static CURRENT: RefCell<Option<Shared>> = const { RefCell::new(None) };
}

impl Runtime {
    /// An empty graph with its root scope.
    pub fn new() -> Runtime {
        Runtime {
            graph: Rc::new(RefCell::new(Graph::new())),
        }
    }

    /// Makes this runtime the current one of the thread until the guard is dropped. Guards nest.
    #[must_use = "the runtime is left again when the guard is dropped"]
    pub fn enter(&self) -> Entered {
        let before = CURRENT.with(|current| current.replace(Some(self.graph.clone())));
        Entered { before }
    }

    /// Runs `f` with this runtime entered.
    pub fn run<R>(&self, f: impl FnOnce() -> R) -> R {
        let _here = self.enter();
        f()
    }

    /// From now on effects wait for [`flush`](super::flush) instead of running right after the write or batch that
    /// woke them. A host whose turn does more than the graph (a session, a page) ends its turn with `flush`.
    pub fn defer_effects(&self) {
        self.graph.borrow_mut().deferred = true;
    }

    /// Calls `hook` at every write to a signal, with its id, after its readers were marked and before effects run.
    pub fn on_write(&self, hook: impl Fn(NodeId) + 'static) {
        let hook: Rc<dyn Fn(NodeId)> = Rc::new(hook);
        let before = self.graph.borrow_mut().on_write.replace(hook);
        drop(before);
    }

    /// The scope that owns everything in this runtime.
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
        let entered = CURRENT.try_with(|current| current.replace(Some(self.graph.clone())));
        if let Ok(before) = entered {
            let _back = Entered { before };
            ScopeId::ROOT.dispose();
        }
    }
}

/// While it lives, a [`Runtime`] is the current one. Dropping it brings back the one before.
#[must_use = "the runtime is left again when this is dropped"]
pub struct Entered {
    before: Option<Shared>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        let before = self.before.take();
        let left = CURRENT.try_with(|current| current.replace(before));
        drop(left);
    }
}

/// Gives `f` the current graph. No user code may run inside.
pub(super) fn graph<R>(f: impl FnOnce(&mut Graph) -> R) -> R {
    CURRENT.with(|current| {
        let Ok(current) = current.try_borrow() else {
            fail(Trouble::Broken)
        };
        let Some(shared) = &*current else {
            fail(Trouble::NoRuntime)
        };
        let Ok(mut graph) = shared.try_borrow_mut() else {
            fail(Trouble::Broken)
        };
        f(&mut graph)
    })
}

/// Where running code stands: what it creates belongs to `scope`, what it reads is noted for `tracker`.
#[derive(Clone, Copy)]
pub(super) struct Here {
    pub(super) scope: Home,
    /// Index into the stack of runs; `None` where reads are not tracked.
    pub(super) tracker: Option<u32>,
}

/// The scope in force.
#[derive(Clone, Copy)]
pub(super) enum Home {
    Scope(ScopeId),
    /// The inner scope of the run with this index in the stack of runs. It is made when it is first needed: most
    /// memos create nothing.
    Run(u32),
}

/// Puts the graph back to where it stood.
pub(super) struct Return(pub(super) Here);

impl Drop for Return {
    fn drop(&mut self) {
        graph(|graph| graph.here = self.0);
    }
}

pub(super) struct Graph {
    pub(super) nodes: Pool<Node>,
    observers: Pool<Observer>,
    pub(super) edges: Pool<Edge>,
    pub(super) scopes: Pool<Scope>,
    pub(super) here: Here,
    /// The computations that run now, the innermost last.
    pub(super) running: Vec<Run>,
    /// Nodes being brought up to date; every pull works above the ones below it.
    pub(super) frames: Vec<Frame>,
    /// Nodes whose readers are still to be marked.
    pub(super) marks: Vec<u32>,
    pub(super) queue: BinaryHeap<Queued>,
    /// How many batches are open.
    pub(super) batches: u32,
    pub(super) deferred: bool,
    pub(super) flushing: bool,
    pub(super) last_stamp: u32,
    last_order: u32,
    pub(super) on_write: Option<Rc<dyn Fn(NodeId)>>,
    /// Marked selectors. They look at their source before anything else is read.
    pub(super) woken: Vec<u32>,
    /// What attends to woken selectors. A pointer, so that an app without selectors links none of it.
    pub(super) attend: Option<fn()>,
    /// Sorted by source.
    pub(super) selectors: Vec<Selector>,
}

impl Graph {
    fn new() -> Graph {
        let mut scopes = Pool::new();
        scopes.add(|_| Scope::root());
        Graph {
            nodes: Pool::new(),
            observers: Pool::new(),
            edges: Pool::new(),
            scopes,
            here: Here {
                scope: Home::Scope(ScopeId::ROOT),
                tracker: None,
            },
            running: Vec::new(),
            frames: Vec::new(),
            marks: Vec::new(),
            queue: BinaryHeap::new(),
            batches: 0,
            deferred: false,
            flushing: false,
            last_stamp: 0,
            last_order: 0,
            on_write: None,
            woken: Vec::new(),
            attend: None,
            selectors: Vec::new(),
        }
    }

    pub(super) fn is_live(&self, id: NodeId) -> bool {
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

    pub(super) fn is_observer(&self, node: u32) -> bool {
        self.nodes[node].observer != NONE
    }

    pub(super) fn observer(&self, node: u32) -> &Observer {
        &self.observers[self.nodes[node].observer]
    }

    pub(super) fn observer_mut(&mut self, node: u32) -> &mut Observer {
        &mut self.observers[self.nodes[node].observer]
    }

    pub(super) fn add_observer(&mut self, observer: Observer) -> u32 {
        self.observers.add(|_| observer)
    }

    pub(super) fn remove_observer(&mut self, index: u32) -> Observer {
        self.observers.release(index);
        let empty = Observer {
            compute: None,
            sources: NONE,
            order: 0,
        };
        std::mem::replace(&mut self.observers[index], empty)
    }

    pub(super) fn observer_count(&self) -> usize {
        self.observers.used()
    }

    pub(super) fn next_order(&mut self) -> u32 {
        self.last_order = self.last_order.wrapping_add(1);
        self.last_order
    }
}
