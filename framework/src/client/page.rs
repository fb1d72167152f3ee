//! The page that the client drives, and its turns.
//!
//! A *turn* is everything that one event, timer or frame brings about: handlers run, then the bindings and effects
//! that their writes have woken, then, if the page is live, what the server must know is sent.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use super::control::Controls;
use super::dispatch::{Listeners, dispatch};
use super::dom::{Dom, Host, Node};
use super::event::RawEvent;
use super::kind::Registry;
use super::live::Link;
use super::nodes::Nodes;
use super::resume::{PartId, resume};
use crate::graph::NodeId;
use crate::{cross, graph};

thread_local! {
    static CURRENT: RefCell<Option<Rc<Page>>> = const { RefCell::new(None) };
    static ARTIFACT: Cell<Option<fn() -> Registry>> = const { Cell::new(None) };
}

/// A page that has been resumed.
pub struct Page {
    pub(super) dom: Host,
    pub(super) registry: Registry,
    pub(super) graph: graph::Runtime,
    pub(super) nodes: Rc<Nodes>,
    pub(super) listeners: Rc<Listeners>,
    pub(super) controls: Rc<Controls>,
    pub(super) elements: Rc<RefCell<Vec<Option<Node>>>>,
    pub(super) link: OnceCell<Rc<dyn Link>>,
    hooks: RefCell<Vec<Hook>>,
    waits: RefCell<Vec<Option<Wait>>>,
    turns: Cell<u32>,
}

/// What runs when a wait is over.
type Wait = Box<dyn FnOnce(&Rc<Page>)>;

/// What runs at each event of a type, wherever it happens, and the type's number.
type Hook = (u32, Rc<dyn Fn(&Rc<Page>, &RawEvent)>);

impl Page {
    /// Resumes the page that a document shows, from the snapshot that came with it.
    ///
    /// # Panics
    /// If the snapshot is not one for this artifact.
    pub fn resume(dom: Host, registry: Registry, snapshot: &[u8]) -> Rc<Self> {
        let page = Rc::new(Self {
            dom,
            registry,
            graph: graph::Runtime::new(),
            nodes: Rc::default(),
            listeners: Rc::default(),
            controls: Rc::default(),
            elements: Rc::default(),
            link: OnceCell::new(),
            hooks: RefCell::default(),
            waits: RefCell::default(),
            turns: Cell::new(0),
        });
        page.graph.defer_effects();
        let _here = page.enter();
        if let Some(live) = page.registry.live_part() {
            (live.open)(&page);
        }
        page.turn(|| resume(&page, snapshot));
        page
    }

    /// Makes this page the current one of the thread until the guard is dropped.
    #[must_use = "the page is left again when the guard is dropped"]
    pub fn enter(self: &Rc<Self>) -> Entered {
        let before = CURRENT.replace(Some(self.clone()));
        Entered {
            before,
            _graph: self.graph.enter(),
            _crossing: cross::resolving(self.nodes.clone()),
        }
    }

    /// Handles an event of the document.
    pub fn event(self: &Rc<Self>, event: &RawEvent) {
        self.turn(|| {
            let kind = self.dom.type_of(event.host());
            for hook in self.hooks_for(kind) {
                hook(self, event);
            }
            dispatch(self, event);
        });
    }

    /// Ends the wait of this number.
    pub fn timer(self: &Rc<Self>, number: u32) {
        let wait = self
            .waits
            .borrow_mut()
            .get_mut(number as usize)
            .and_then(Option::take);
        if let Some(wait) = wait {
            self.turn(|| wait(self));
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

    /// Runs `hook` at each event of this name, wherever it happens.
    pub(super) fn hook(&self, name: &str, hook: Rc<dyn Fn(&Rc<Page>, &RawEvent)>) {
        self.hooks
            .borrow_mut()
            .push((self.dom.event_type(name), hook));
    }

    /// Runs `f` as one turn, or as a part of the turn that is under way.
    pub(super) fn turn<R>(self: &Rc<Self>, f: impl FnOnce() -> R) -> R {
        self.turns.set(self.turns.get() + 1);
        let result = f();
        self.turns.set(self.turns.get() - 1);
        if self.turns.get() == 0 {
            graph::flush();
            if let Some(link) = self.link.get() {
                link.turn_ended(self);
            }
        }
        result
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

    fn hooks_for(&self, kind: u32) -> Vec<Rc<dyn Fn(&Rc<Page>, &RawEvent)>> {
        self.hooks
            .borrow()
            .iter()
            .filter(|(hooked, _)| *hooked == kind)
            .map(|(_, hook)| hook.clone())
            .collect()
    }
}

/// While it lives, a [`Page`] and its graph are the current ones. Dropping it brings back those before.
pub struct Entered {
    before: Option<Rc<Page>>,
    _graph: graph::Entered,
    _crossing: cross::Entered,
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.before.take());
    }
}

/// Says what the artifact is: `#[watershed::main]` does, before the page is resumed.
pub fn install(artifact: fn() -> Registry) {
    ARTIFACT.set(Some(artifact));
}

/// Resumes the page, which stays current for good.
///
/// # Panics
/// If no artifact is installed, or the snapshot is not one for it.
pub fn start(dom: Host, snapshot: &[u8]) {
    let Some(artifact) = ARTIFACT.get() else {
        fail("no artifact is installed")
    };
    let page = Page::resume(dom, artifact(), snapshot);
    CURRENT.set(Some(page));
}

/// Handles an event on the page that is current.
pub fn event(event: RawEvent) {
    let page = current();
    let _here = page.enter();
    page.event(&event);
}

/// Ends a wait of the page that is current.
pub fn timer(number: u32) {
    let page = current();
    let _here = page.enter();
    page.timer(number);
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
pub(super) fn current() -> Rc<Page> {
    match CURRENT.with_borrow(Clone::clone) {
        Some(page) => page,
        None => fail("client code runs in a browser, or in a simulation"),
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
