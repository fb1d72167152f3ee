//! From an event of the document to its handler.
//!
//! Each handler is a listener of its element's own, under a number. So the document itself decides which handlers
//! hear an event and in which order, and a handler and the listeners of others stop events for each other. What
//! happened before the client came is replayed in the same order (see `bootstrap.js`).

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

/// What hears events under a number.
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
    /// How often it was called.
    calls: Cell<u32>,
    /// Throttled: whether it rests, and the last event of that time.
    rests: Cell<bool>,
    held: RefCell<Option<RawEvent>>,
}

/// What a handler does.
pub type HandlerFn = fn(&mut Captures, &RawEvent);

/// Hands an event to a handler, as its modifiers want it.
pub type Deliver = fn(&Rc<Listener>, &Page, &RawEvent);

/// Lets the document call a handler under a number.
pub type Listen = fn(&Page, ScopeId, &Node, &'static EventDef, u32);

/// The modifiers of a handler that hears events which do not happen in its element.
const OUTER: u32 = flag::WINDOW | flag::DOCUMENT | flag::OUTSIDE;

/// What calls a handler of this definition. Always inlined: with a definition that is constant, the choice is made
/// when the artifact is compiled, and one without handlers that filter or wait does not contain what they need.
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

/// What listens for a handler of this definition. Always inlined, as [`call`].
#[inline(always)]
pub const fn listen(on: &EventDef) -> Listen {
    if on.flags & OUTER == 0 {
        // Elements and their listeners end together.
        |page, _, node, on, number| {
            let _ = page.dom.listen(Some(node), on.name, on.flags, number);
        }
    } else {
        |_, scope, node, on, number| {
            let node = node.clone();
            // It ends while its element is hidden.
            perform_in(scope, move || {
                let page = page::current();
                let ear = page.dom.listen(Some(&node), on.name, on.flags, number);
                on_cleanup(move || page::unlisten(ear));
            });
        }
    }
}

impl Listeners {
    /// Enters what hears events, and returns its number.
    pub(super) fn add(&self, entry: Recipient) -> u32 {
        let mut entries = self.0.borrow_mut();
        entries.push(Some(entry));
        entries.len() as u32 - 1
    }

    /// Takes a handler away whose element is gone.
    pub(super) fn remove(&self, number: u32) {
        self.0.borrow_mut()[number as usize] = None;
    }

    /// Hands an event to all handlers of its type, wherever they are. False: there is none.
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

    /// Hands an event to what hears it under this number.
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
    /// A handler that has not been called.
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

    /// A handler of a bound control may ask the server what its state is to be.
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

    /// Runs the handler in the scope of its region. Whoever calls it does so in an attempt.
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

    /// Returns whether the modifiers let an event through.
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

    /// Returns whether an event has happened where the modifiers say.
    fn is_placed(&self, page: &Page, event: &RawEvent) -> bool {
        let (target, own) = (
            page.dom.target(event.host()),
            page.dom.current(event.host()),
        );
        match self.on.flags & (flag::OWN | OUTER) {
            0 => true,
            flag::OWN => target == own,
            // Content that is hidden hears nothing of what happens elsewhere.
            _ if self.scope.is_paused() => false,
            flag::OUTSIDE => match (own, target) {
                (Some(own), Some(target)) => !page.dom.holds(&own, &target),
                _ => true,
            },
            _ => true,
        }
    }

    /// Runs when nothing has called again for a while.
    fn run_if_last(self: &Rc<Self>, page: &Page, event: &RawEvent, call: u32) {
        let (listener, event) = (self.clone(), event.clone());
        let run = move |page: &Page| {
            if listener.calls.get() == call {
                listener.run_asking(page, &event);
            }
        };
        page.after(self.on.wait, Box::new(run));
    }

    /// Runs at once, then not again for a while; then for the last event of that while.
    fn run_and_rest(self: &Rc<Self>, page: &Page, event: &RawEvent) {
        if self.rests.get() {
            self.held.replace(Some(event.clone()));
            return;
        }
        self.run_asking(page, event);
        self.rests.set(true);
        let listener = self.clone();
        let wake = move |page: &Page| {
            listener.rests.set(false);
            if let Some(event) = listener.held.take() {
                listener.run_and_rest(page, &event);
            }
        };
        page.after(self.on.wait, Box::new(wake));
    }
}
