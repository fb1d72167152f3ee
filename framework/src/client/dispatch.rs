//! From an event of the document to its handler.
//!
//! Each handler is a listener of its own element, with a number. So the document itself decides which handlers receive
//! an event and in which order, and handlers and foreign listeners can stop events for each other. Events from before
//! the client arrived are replayed in the same order (see `bootstrap.js`).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::dom::{Dom, Node};
use super::event::RawEvent;
use super::kind::Bound;
use super::page::{self, Hook, Page};
use crate::function::Captures;
use crate::graph::{ScopeId, on_cleanup, perform_in};
use crate::part::{EventDef, event_flags as flag};

/// The handlers and hooks of a page, by number.
#[derive(Default)]
pub(super) struct Listeners(RefCell<Vec<Option<Recipient>>>);

/// The recipient of events with a number.
#[derive(Clone)]
pub(super) enum Recipient {
    /// A handler of an element.
    Handler(Rc<Listener>),
    /// A part of the runtime.
    Hook(Hook),
}

/// A handler of an element.
pub struct Listener {
    on: &'static EventDef,
    call: Deliver,
    run: HandlerFn,
    bound: Bound,
    /// The scope of its region.
    scope: ScopeId,
    /// The number of calls.
    calls: Cell<u32>,
    /// For a throttled handler: whether it is resting, and the last event since it began to rest.
    rests: Cell<bool>,
    held: RefCell<Option<RawEvent>>,
}

/// Runs a handler's function.
pub type HandlerFn = fn(&mut Captures, &RawEvent);

/// Delivers an event to a handler, as its modifiers demand.
pub type Deliver = fn(&Rc<Listener>, &Page, &RawEvent);

/// Adds a listener that calls the handler with a number.
pub type Listen = fn(&Page, ScopeId, &Node, &'static EventDef, u32);

/// The modifiers of handlers for events outside of their element.
const OUTER: u32 = flag::WINDOW | flag::DOCUMENT | flag::OUTSIDE;

/// Returns the function that delivers events to a handler of this definition. Always inlined: with a constant
/// definition, the choice is made when the artifact is compiled, and an artifact whose handlers do not filter or wait
/// does not contain the code for that.
#[inline(always)]
pub const fn call(on: &EventDef) -> Deliver {
    const PLAIN: u32 = flag::PREVENT | flag::STOP | flag::CAPTURE | flag::PASSIVE;
    if on.flags & !PLAIN == 0 && on.keys.is_empty() {
        |listener, _, event| listener.run_plainly(event)
    } else if on.flags & !(PLAIN | flag::BOUND) == 0 && on.keys.is_empty() {
        |listener, page, event| {
            listener.ask(page, event);
            listener.run_plainly(event);
        }
    } else {
        |listener, page, event| listener.run_modified(page, event)
    }
}

/// Returns the function that listens for a handler of this definition. Always inlined, like [`call`].
#[inline(always)]
pub const fn listen(on: &EventDef) -> Listen {
    if on.flags & OUTER == 0 {
        // An element and its listeners end together.
        |page, _, node, on, number| {
            let _ = page.dom.listen(Some(node), on.name, on.flags, number);
        }
    } else {
        |_, scope, node, on, number| {
            let node = node.clone();
            // Such a listener ends while its element is hidden.
            perform_in(scope, move || {
                let page = page::current();
                let ear = page.dom.listen(Some(&node), on.name, on.flags, number);
                on_cleanup(move || page::unlisten(ear));
            });
        }
    }
}

impl Listeners {
    /// Adds a recipient, and returns its number.
    pub(super) fn add(&self, entry: Recipient) -> u32 {
        let mut entries = self.0.borrow_mut();
        entries.push(Some(entry));
        entries.len() as u32 - 1
    }

    /// Removes the handler of an element that is gone.
    pub(super) fn remove(&self, number: u32) {
        self.0.borrow_mut()[number as usize] = None;
    }

    /// Delivers an event to all handlers of its type, wherever they are. Returns whether there was one.
    pub(super) fn announce(&self, page: &Page, name: &str, event: &RawEvent) -> bool {
        let count = self.0.borrow().len();
        let mut is_heard = false;
        for number in 0..count {
            let entry = self.0.borrow()[number].clone();
            if let Some(Recipient::Handler(listener)) = entry
                && listener.on.name == name
            {
                (listener.call)(&listener, page, event);
                is_heard = true;
            }
        }
        is_heard
    }

    /// Delivers an event to the recipient with this number.
    pub(super) fn hear(&self, page: &Page, number: u32, event: &RawEvent) {
        let entry = self.0.borrow().get(number as usize).cloned().flatten();
        match entry {
            Some(Recipient::Handler(listener)) => (listener.call)(&listener, page, event),
            Some(Recipient::Hook(hook)) => hook(page, event),
            None => {}
        }
    }
}

impl Listener {
    /// Makes a handler.
    pub(super) fn new(
        on: &'static EventDef,
        call: Deliver,
        run: HandlerFn,
        bound: Bound,
        scope: ScopeId,
    ) -> Self {
        Self {
            on,
            call,
            run,
            bound,
            scope,
            calls: Cell::new(0),
            rests: Cell::new(false),
            held: RefCell::default(),
        }
    }

    fn run_plainly(&self, event: &RawEvent) {
        self.heed(event);
        self.run(event);
    }

    fn heed(&self, event: &RawEvent) {
        if self.on.flags & flag::PREVENT != 0 {
            event.prevent();
        }
        if self.on.flags & flag::STOP != 0 {
            event.stop();
        }
    }

    /// Notes that the control's state may come from the server: this handler may call an action.
    fn ask(&self, page: &Page, event: &RawEvent) {
        if self.on.flags & flag::BOUND != 0
            && let Some(controls) = page.registry.controls_part()
            && let (Some(link), Some(node)) = (page.link.get(), page.dom.target(event.host()))
        {
            (controls.asked)(link.answers(), page, &node);
        }
    }

    fn run_asking(self: &Rc<Self>, page: &Page, event: &RawEvent) {
        self.ask(page, event);
        self.run(event);
    }

    /// Runs the handler in the scope of its region. The caller does so inside an attempt.
    fn run(&self, event: &RawEvent) {
        let mut captures = self.bound.captures();
        self.scope.run(|| (self.run)(&mut captures, event));
    }

    fn run_modified(self: &Rc<Self>, page: &Page, event: &RawEvent) {
        if !self.wants(page, event) {
            return;
        }
        self.calls.set(self.calls.get() + 1);
        self.heed(event);
        match self.on.flags & (flag::DEBOUNCE | flag::THROTTLE) {
            0 => self.run_asking(page, event),
            flag::DEBOUNCE => self.run_if_last(page, event, self.calls.get()),
            _ => self.run_and_rest(page, event),
        }
    }

    /// Returns whether the modifiers let an event pass.
    fn wants(&self, page: &Page, event: &RawEvent) -> bool {
        let is = |bit: u32| self.on.flags & bit != 0;
        let held = |bit: u32, name: &str| {
            let is_wanted = is(bit);
            !is_wanted && !is(flag::EXACT) || page.dom.event_flag(event.host(), name) == is_wanted
        };
        let key = |key: &&str| page.dom.event_key_is(event.host(), key);
        !(is(flag::ONCE) && self.calls.get() > 0)
            && self.is_placed(page, event)
            && held(flag::CTRL, "ctrlKey")
            && held(flag::SHIFT, "shiftKey")
            && held(flag::ALT, "altKey")
            && held(flag::META, "metaKey")
            && (self.on.keys.is_empty() || self.on.keys.iter().any(key))
    }

    /// Returns whether an event happened in the place that the modifiers demand.
    fn is_placed(&self, page: &Page, event: &RawEvent) -> bool {
        let (target, own) = (
            page.dom.target(event.host()),
            page.dom.current(event.host()),
        );
        match self.on.flags & (flag::OWN | OUTER) {
            0 => true,
            flag::OWN => target == own,
            // Hidden content receives no events from elsewhere.
            _ if self.scope.is_paused() => false,
            flag::OUTSIDE => match (own, target) {
                (Some(own), Some(target)) => !page.dom.holds(&own, &target),
                _ => true,
            },
            _ => true,
        }
    }

    /// Runs the handler if no other event has come for a while.
    fn run_if_last(self: &Rc<Self>, page: &Page, event: &RawEvent, call: u32) {
        let event = event.clone();
        self.wait(page, move |listener, page| {
            if listener.calls.get() == call {
                listener.run_asking(page, &event);
            }
        });
    }

    /// Runs the handler at once, then not for a while; then for the last event of that time.
    fn run_and_rest(self: &Rc<Self>, page: &Page, event: &RawEvent) {
        if self.rests.get() {
            self.held.replace(Some(event.clone()));
            return;
        }
        self.run_asking(page, event);
        self.rests.set(true);
        self.wait(page, |listener, page| {
            listener.rests.set(false);
            if let Some(event) = listener.held.take() {
                listener.run_and_rest(page, &event);
            }
        });
    }

    /// Calls `then` after a while, unless the region is gone: what the handler has captured may be gone with it.
    fn wait(self: &Rc<Self>, page: &Page, then: impl FnOnce(&Rc<Self>, &Page) + 'static) {
        let listener = self.clone();
        let wake = move |page: &Page| {
            if listener.scope.exists() {
                then(&listener, page);
            }
        };
        page.after(self.on.wait, Box::new(wake));
    }
}
