//! The page that the client drives, and its turns.
//!
//! A *turn* is everything that one handler of an event, a timer or a frame brings about: it runs, then the bindings
//! and effects that its writes have woken, then, if the page is live, what the server must know is sent.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use super::control::Controls;
use super::dispatch::{Entry, Listeners};
use super::dom::{Dom, Host, Node};
use super::event::RawEvent;
use super::kind::Registry;
use super::live::Link;
use super::nodes::Nodes;
use super::resume::{PartId, resume};
use crate::graph::{NodeId, Shared, peek, share};
use crate::{cross, graph};

thread_local! {
    static CURRENT: Cell<Option<Handle>> = const { Cell::new(None) };
    static ARTIFACT: Cell<Option<fn() -> Registry>> = const { Cell::new(None) };
}

/// The page in use.
pub type Handle = Shared<Page>;

/// A page that has been resumed.
pub struct Page {
    pub(super) dom: Host,
    pub(super) registry: Registry,
    pub(super) graph: graph::Runtime,
    pub(super) nodes: Shared<Nodes>,
    pub(super) listeners: Listeners,
    pub(super) controls: Controls,
    pub(super) elements: Rc<RefCell<Vec<Option<Node>>>>,
    pub(super) link: OnceCell<Box<dyn Link>>,
    /// What remains to be done once all client functions of the page are awake.
    pub(super) after_resume: Cell<Option<fn(&Page)>>,
    waits: RefCell<Vec<Option<Wait>>>,
    turns: Cell<u32>,
}

/// What runs when a wait is over.
pub(super) type Wait = Box<dyn FnOnce(&Page)>;

/// A part of the runtime that hears events.
pub(super) type Hook = fn(&Page, &RawEvent);

/// What a client function has left on the page, to be taken away with its region.
pub(super) enum Trace {
    /// A handler.
    Listener(u32),
    /// A bound control.
    Control(usize),
}

impl Page {
    /// Resumes the page that a document shows, from the snapshot that came with it.
    ///
    /// # Panics
    /// If the snapshot is not one for this artifact.
    pub fn resume(dom: Host, registry: Registry, snapshot: &[u8]) -> Handle {
        let page = share(Self {
            dom,
            registry,
            graph: graph::Runtime::new(),
            nodes: share(Nodes::default()),
            listeners: Listeners::default(),
            controls: Controls::default(),
            elements: Rc::default(),
            link: OnceCell::new(),
            after_resume: Cell::default(),
            waits: RefCell::default(),
            turns: Cell::new(0),
        });
        page.graph.defer_effects();
        let here = page.enter();
        if let Some(live) = page.registry.live_part() {
            (live.open)(&page);
        }
        page.begin_turn();
        resume(&page, snapshot);
        page.end_turn();
        leave(here);
        page
    }

    /// Makes this page the current one of the thread until the guard is dropped.
    pub fn enter(self: &Handle) -> Entered {
        let before = CURRENT.replace(Some(Handle::clone(self)));
        Entered {
            before,
            _graph: self.graph.enter(),
            _crossing: cross::resolving(Shared::<Nodes>::clone(&self.nodes)),
        }
    }

    /// Handles an event of the document that is heard under this number.
    pub fn event(&self, number: u32, event: &RawEvent) {
        self.begin_turn();
        self.listeners.hear(self, number, event);
        self.end_turn();
    }

    /// Ends the wait of this number.
    pub fn timer(&self, number: u32) {
        let wait = self
            .waits
            .borrow_mut()
            .get_mut(number as usize)
            .and_then(Option::take);
        if let Some(wait) = wait {
            self.begin_turn();
            wait(self);
            self.end_turn();
        }
    }

    /// Runs `wait` in a turn of its own after so many milliseconds.
    pub(super) fn after(&self, milliseconds: u32, wait: Wait) {
        let mut waits = self.waits.borrow_mut();
        let free = waits
            .iter()
            .position(Option::is_none)
            .unwrap_or(waits.len());
        match waits.get_mut(free) {
            Some(slot) => *slot = Some(wait),
            None => waits.push(Some(wait)),
        }
        self.dom.after(milliseconds, free as u32);
    }

    /// Runs `hook` at each event of this name that reaches the window.
    pub(super) fn hook(&self, name: &str, hook: Hook) {
        let number = self.listeners.add(Entry::Hook(hook));
        self.dom.listen(None, name, 0, number);
    }

    /// The scope that the client functions of a region belong to.
    pub(super) fn scope(&self, region: u32) -> graph::ScopeId {
        match self.link.get() {
            Some(link) => link.scope(self, region),
            None => self.graph.root(),
        }
    }

    /// Whether a client function is not awake yet.
    pub(super) fn wakes(&self, part: PartId) -> bool {
        self.link.get().is_none_or(|link| link.wakes(part))
    }

    /// Takes note of what goes with a region. Without a link, none ever does.
    pub(super) fn trace(&self, region: u32, trace: Trace) {
        if let Some(link) = self.link.get() {
            link.trace(region, trace);
        }
    }

    /// Takes away what a client function has left.
    pub(super) fn erase(&self, trace: Trace) {
        match trace {
            Trace::Listener(index) => self.listeners.remove(index),
            Trace::Control(index) => self.controls.remove(index),
        }
    }

    /// Begins a turn, or a part of the one that is under way.
    fn begin_turn(&self) {
        self.turns.set(self.turns.get() + 1);
    }

    /// Ends what [`Page::begin_turn`] began.
    fn end_turn(&self) {
        let turns = self.turns.get() - 1;
        self.turns.set(turns);
        if turns == 0 {
            graph::flush();
            if let Some(link) = self.link.get() {
                link.turn_ended(self);
            }
        }
    }
}

/// While it lives, a [`Page`] and its graph are the current ones. Dropping it brings back those before.
#[must_use = "the page is left again when this is dropped"]
pub struct Entered {
    before: Option<Handle>,
    _graph: graph::Entered,
    _crossing: cross::Entered,
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.before.take());
    }
}

/// Leaves a page. In a browser it stays entered.
fn leave(here: Entered) {
    #[cfg(target_arch = "wasm32")]
    std::mem::forget(here);
    #[cfg(not(target_arch = "wasm32"))]
    drop(here);
}

/// Says what the artifact is: `#[watershed::main]` does, before the page is resumed.
pub fn install(artifact: fn() -> Registry) {
    ARTIFACT.set(Some(artifact));
}

/// Resumes the page of a browser, where it stays current for good.
///
/// # Panics
/// If no artifact is installed, or the snapshot is not one for it.
pub fn start(dom: Host, snapshot: &[u8]) {
    let Some(artifact) = ARTIFACT.get() else {
        fail("no artifact is installed")
    };
    Page::resume(dom, artifact(), snapshot);
}

/// Handles an event that is heard under this number, on the page that is current.
pub fn event(number: u32, event: RawEvent) {
    current().event(number, &event);
}

/// Ends a wait of the page that is current.
pub fn timer(number: u32) {
    current().timer(number);
}

/// Calls an action, once, at the end of this turn. `settled` runs when it has ended, or cannot run any more.
#[doc(hidden)]
pub fn call(action: NodeId, argument: Vec<u8>, settled: Box<dyn FnOnce()>) {
    let page = current();
    match (page.link.get(), page.nodes.number(action)) {
        (Some(link), Some(number)) => link.call(number, argument, Box::new(|_| settled())),
        _ => settled(),
    }
}

/// The page that client code runs on.
///
/// # Panics
/// Outside client code.
pub(super) fn current() -> Handle {
    match CURRENT.with(peek) {
        Some(page) => page,
        None => fail("client code runs in a browser, or in a simulation"),
    }
}

/// Ends hearing an event. With the page, all of that has ended.
pub(super) fn unlisten(ear: <Host as Dom>::Ear) {
    if let Some(page) = CURRENT.with(peek) {
        page.dom.unlisten(ear);
    }
}

/// Stops with a sentence. In a released browser artifact it traps instead: what it takes to print one weighs more
/// there than most of the runtime.
#[cold]
#[inline(never)]
pub(super) fn fail(sentence: &'static str) -> ! {
    #[cfg(all(target_arch = "wasm32", not(debug_assertions)))]
    {
        let _ = sentence;
        core::arch::wasm32::unreachable()
    }
    #[cfg(not(all(target_arch = "wasm32", not(debug_assertions))))]
    panic!("{sentence}")
}

/// Gives `f` the document of the current page.
pub(super) fn dom<R>(f: impl FnOnce(&Host) -> R) -> R {
    f(&current().dom)
}
