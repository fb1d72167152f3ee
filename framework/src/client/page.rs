//! The page that the client drives, and its turns.
//!
//! A *turn* is everything that follows from one event handler, timer or animation frame: it runs, then the bindings and
//! effects that its writes have woken; then, on a page with a session, a batch for the server is sent.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use super::control::Controls;
use super::dispatch::{Listeners, Recipient};
use super::dom::{Dom, Host, Node, SentForm, Surroundings};
use super::event::RawEvent;
use super::failed;
use super::form::FormCall;
use super::kind::Registry;
use super::live::SessionHooks;
use super::nodes::Nodes;
use super::observers::Observing;
use super::resume::{PartId, resume, resume_more};
use super::trailer;
use super::upload;
use crate::action::{self, CallError, state};
use crate::graph::{Job, NodeId, Shared, attempt, peek, share};
use crate::optimistic::CallUnderWay;
use crate::part::event_flags as flag;
use crate::wire::number::{CallId, Region};
use crate::{cross, graph};

thread_local! {
    static CURRENT: Cell<Option<Handle>> = const { Cell::new(None) };
    static ARTIFACT: Cell<Option<fn() -> Registry>> = const { Cell::new(None) };
}

/// A reference to a page.
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
    pub(super) form_calls: RefCell<Vec<FormCall>>,
    pub(super) link: OnceCell<Box<dyn SessionHooks>>,
    /// Called once all client functions of the page are awake, and then with false for each part that comes behind it.
    pub(super) after_resume: Cell<Option<fn(&Page, bool)>>,
    waits: RefCell<Vec<(u32, Wait)>>,
    last_wait: Cell<u32>,
    pub(super) observers: RefCell<Vec<Observing>>,
    turns: Cell<u32>,
    #[cfg(target_arch = "wasm32")]
    job: Cell<Option<Job>>,
    /// The states of the graph when JavaScript began turns.
    #[cfg(target_arch = "wasm32")]
    marks: RefCell<Vec<graph::Checkpoint>>,
    /// The panics that were not taken yet.
    #[cfg(not(target_arch = "wasm32"))]
    panics: RefCell<Vec<Box<dyn std::any::Any + Send>>>,
}

#[cfg(not(target_arch = "wasm32"))]
impl Drop for Page {
    fn drop(&mut self) {
        failed::forget_all(self);
    }
}

/// A closure that runs when a wait is over.
pub(super) type Wait = Box<dyn FnOnce(&Page)>;

/// A function of the runtime that receives events.
pub(super) type Hook = fn(&Page, &RawEvent);

/// A trace that a client function has left on the page, removed with its region.
pub(super) enum Trace {
    /// A handler.
    Listener(u32),
    /// A bound control.
    Control(usize),
}

impl Page {
    /// Resumes the page of a document, from its snapshot.
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
            form_calls: RefCell::default(),
            link: OnceCell::new(),
            after_resume: Cell::default(),
            waits: RefCell::default(),
            last_wait: Cell::new(0),
            observers: RefCell::default(),
            turns: Cell::new(0),
            #[cfg(target_arch = "wasm32")]
            job: Cell::default(),
            #[cfg(target_arch = "wasm32")]
            marks: RefCell::default(),
            #[cfg(not(target_arch = "wasm32"))]
            panics: RefCell::default(),
        });
        page.graph.host(host);
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
    pub fn enter(self: &Handle) -> EnteredPage {
        let before = CURRENT.replace(Some(Handle::clone(self)));
        EnteredPage {
            before,
            _graph: self.graph.enter(),
            _crossing: cross::resolving(Shared::<Nodes>::clone(&self.nodes)),
        }
    }

    /// Handles an event of the document for the recipient with this number.
    pub fn event(&self, number: u32, event: RawEvent) {
        self.turn(move |page| page.listeners.hear(page, number, &event));
    }

    /// Ends the wait with this number.
    pub fn timer(&self, number: u32) {
        if let Some(wait) = self.take_wait(number) {
            self.turn(wait);
        }
    }

    /// Runs `wait` in a turn of its own after so many milliseconds.
    pub(super) fn after(&self, milliseconds: u32, wait: Wait) {
        let number = self.next_wait();
        self.put_wait(number, wait);
        self.dom.after(milliseconds, number);
    }

    /// Returns an unused number for a wait.
    pub(super) fn next_wait(&self) -> u32 {
        self.last_wait.set(self.last_wait.get() + 1);
        self.last_wait.get()
    }

    /// Keeps a wait until [`Page::timer`] ends it.
    pub(super) fn put_wait(&self, number: u32, wait: Wait) {
        self.waits.borrow_mut().push((number, wait));
    }

    /// Takes back a wait that has not ended.
    pub(super) fn take_wait(&self, number: u32) -> Option<Wait> {
        let mut waits = self.waits.borrow_mut();
        let at = waits.iter().position(|(waiting, _)| *waiting == number)?;
        Some(waits.swap_remove(at).1)
    }

    /// Calls `hook` at each event of this name, before the application's listeners.
    pub(super) fn hook(&self, name: &str, hook: Hook) {
        let number = self.listeners.add(Recipient::Hook(hook));
        self.dom.listen(None, name, flag::CAPTURE, number);
    }

    /// Calls `hook` at each event of this name that reaches the window, after the application's listeners.
    pub(super) fn hook_late(&self, name: &str, hook: Hook) {
        let number = self.listeners.add(Recipient::Hook(hook));
        self.dom.listen(None, name, 0, number);
    }

    /// Returns the scope that the client functions of a region belong to.
    pub(super) fn scope(&self, region: Region) -> graph::ScopeId {
        match self.link.get() {
            Some(link) => link.scope(self, region),
            None => self.graph.root(),
        }
    }

    /// Notes that a client function is about to wake. Returns false if its region is gone, or if it is awake already and
    /// must be so only once.
    pub(super) fn wakes(&self, part: PartId, is_once: bool) -> bool {
        let link = self.link.get();
        link.is_none_or(|link| link.wakes(self, part, is_once))
    }

    /// Notes a trace that is removed with its region. Without a link, regions are never removed.
    pub(super) fn trace(&self, region: Region, trace: Trace) {
        if let Some(link) = self.link.get() {
            link.trace(region, trace);
        }
    }

    /// Removes a trace.
    pub(super) fn erase(&self, trace: Trace) {
        match trace {
            Trace::Listener(index) => self.listeners.remove(index),
            Trace::Control(index) => self.controls.remove(index),
        }
    }

    /// Runs `work` in a turn, or as part of the turn that is running. If it panics, the turn continues without it.
    pub(super) fn turn(&self, work: impl FnOnce(&Page) + 'static) {
        self.begin_turn();
        attempt(move || work(&current()));
        self.end_turn();
    }

    /// Begins a turn for code that JavaScript runs.
    #[cfg(target_arch = "wasm32")]
    fn enter_turn(&self) {
        self.begin_turn();
        self.marks.borrow_mut().push(graph::set_out());
    }

    /// Ends the turn that [`Page::enter_turn`] began. `is_done`: the code ended without a panic.
    #[cfg(target_arch = "wasm32")]
    fn leave_turn(&self, is_done: bool) {
        if let Some(mark) = self.marks.borrow_mut().pop() {
            graph::come_back(mark, is_done);
        }
        self.end_turn();
    }

    /// Begins a turn, or a part of the turn that is running.
    fn begin_turn(&self) {
        self.turns.set(self.turns.get() + 1);
    }

    /// Ends the turn or part that [`Page::begin_turn`] began.
    fn end_turn(&self) {
        if self.turns.get() == 1 {
            #[cfg(target_arch = "wasm32")]
            graph::forget_readers();
            attempt(graph::flush);
            if self.link.get().is_some() {
                attempt(|| {
                    let page = current();
                    page.link
                        .get()
                        .into_iter()
                        .for_each(|link| link.turn_ended(&page));
                });
            }
        }
        self.turns.set(self.turns.get() - 1);
    }

    /// Takes the panics since the last call.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn take_panics(&self) -> Vec<Box<dyn std::any::Any + Send>> {
        self.panics.take()
    }
}

/// A guard: until it is dropped, a [`Page`] and its graph are the current ones. Then the ones before are current again.
#[must_use = "the page is left again when this is dropped"]
pub struct EnteredPage {
    before: Option<Handle>,
    _graph: graph::EnteredRuntime,
    _crossing: cross::EnteredContext,
}

impl Drop for EnteredPage {
    fn drop(&mut self) {
        CURRENT.set(self.before.take());
    }
}

/// Leaves a page. In a browser the page stays current.
fn leave(here: EnteredPage) {
    #[cfg(target_arch = "wasm32")]
    std::mem::forget(here);
    #[cfg(not(target_arch = "wasm32"))]
    drop(here);
}

/// Runs a job for the graph: JavaScript calls it, and catches whatever it throws.
#[cfg(target_arch = "wasm32")]
fn host(job: Job) -> bool {
    let page = current();
    page.job.set(Some(job));
    page.dom.attempt()
}

/// Runs the job that [`host`] has stored.
#[cfg(target_arch = "wasm32")]
pub fn job() {
    if let Some(job) = current().job.take() {
        job();
    }
}

/// Begins a turn. JavaScript calls it before it runs a closure of the client.
#[cfg(target_arch = "wasm32")]
pub fn enter() {
    current().enter_turn();
}

/// Ends the turn that [`enter`] began.
#[cfg(target_arch = "wasm32")]
pub fn leave_turn(is_done: bool) {
    current().leave_turn(is_done);
}

/// Runs a job for the graph, and keeps its panic.
#[cfg(not(target_arch = "wasm32"))]
fn host(job: Job) -> bool {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    let run = catch_unwind(AssertUnwindSafe(job));
    match run {
        Ok(()) => true,
        Err(panic) => {
            if let Some(page) = CURRENT.with(peek) {
                page.panics.borrow_mut().push(panic);
            }
            false
        }
    }
}

/// Sets the artifact: `#[watershed::main]` does so before the page is resumed.
pub fn install(artifact: fn() -> Registry) {
    ARTIFACT.set(Some(artifact));
}

/// Resumes the page of a browser, which stays current for good.
///
/// # Panics
/// If no artifact is installed, or the snapshot is not one for it.
pub fn start(dom: Host, snapshot: &[u8]) {
    let Some(artifact) = ARTIFACT.get() else {
        fail("no artifact is installed")
    };
    #[cfg(all(target_arch = "wasm32", debug_assertions))]
    super::dom::web::show_panics();
    Page::resume(dom, artifact(), snapshot);
}

/// Resumes a part of the current page that has come behind it. Bindings in regions from `first` on write their values.
pub fn more(snapshot: &[u8], first: u32) {
    let page = current();
    page.begin_turn();
    resume_more(&page, snapshot, Region(first));
    page.end_turn();
}

/// Handles an event for the recipient with this number, on the current page.
pub fn event(number: u32, event: RawEvent) {
    current().event(number, event);
}

/// Ends a wait of the current page.
pub fn timer(number: u32) {
    current().timer(number);
}

/// Hears of a request with the files of a form.
pub fn sent_form(number: u32, sent: SentForm) {
    current().turn(move |_| upload::progressed(number, sent));
}

/// Returns a number for a request.
pub(super) fn next_number() -> u32 {
    current().next_wait()
}

/// Calls the closure of an observer of the current page.
pub fn observed(number: u32, x: f64, y: f64) {
    current().observed(number, x, y);
}

/// Calls an action, once, at the end of this turn. Returns the number of the call, unless it has ended at once.
#[inline(never)]
pub(crate) fn call(action: NodeId, mut argument: Vec<u8>) -> Option<CallId> {
    let page = current();
    if !failed::begin(&page, action, &mut argument) {
        trailer::add(&page, action, &mut argument);
    }
    action::change(action, state::begun);
    let link = page.link.get();
    let call = link.and_then(|link| link.call(action, argument));
    if call.is_none() {
        end_call(&page, action, Some(CallError::Gone));
    }
    call
}

/// Returns the calls of the current page that have not ended, in the order in which they were made.
#[inline(never)]
pub(crate) fn calls_under_way() -> Vec<CallUnderWay> {
    let page = CURRENT.with(peek);
    let calls = page.and_then(|page| Some(page.link.get()?.calls_under_way(&page)));
    calls.unwrap_or_default()
}

/// Ends a call of an action.
pub(super) fn end_call(page: &Page, action: NodeId, error: Option<CallError>) {
    if error == Some(CallError::Failed) {
        page.dom
            .log("an action failed on the server: its log says why");
    }
    action::change(action, |state| state::ended(state, error));
}

/// Returns the page that client code runs on.
///
/// # Panics
/// Outside client code.
pub(super) fn current() -> Handle {
    match CURRENT.with(peek) {
        Some(page) => page,
        None => fail("client code runs in a browser, or in a simulation"),
    }
}

/// Returns the address of the current page, if client code runs.
pub(crate) fn address() -> Option<String> {
    let page = CURRENT.with(peek)?;
    Some(page.dom.address())
}

/// Removes a listener. Without a current page, all listeners are gone.
pub(super) fn unlisten(ear: <Host as Dom>::Ear) {
    if let Some(page) = CURRENT.with(peek) {
        page.dom.unlisten(ear);
    }
}

/// Panics with a sentence. In a released browser artifact it traps instead: code that prints a sentence is larger there
/// than most of the runtime.
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

/// Writes a line to the console, if a page is current.
pub(crate) fn log(line: &str) -> bool {
    let page = CURRENT.with(peek);
    page.is_some_and(|page| {
        page.dom.log(line);
        true
    })
}

/// Calls `f` with the document of the current page, if there is one.
pub(super) fn dom_if_any(f: impl FnOnce(&Host)) {
    if let Some(page) = CURRENT.with(peek) {
        f(&page.dom);
    }
}

/// Calls `f` with the document of the current page.
pub(super) fn dom<R>(f: impl FnOnce(&Host) -> R) -> R {
    f(&current().dom)
}
