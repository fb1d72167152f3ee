//! From an event of the document to the handlers on its way.
//!
//! The document has one listener per type of event, on the outside; elements have numbers. An event is taken along
//! the elements from its target outwards: first, from outside in, to the handlers that capture; then, from inside
//! out, to the others. Events that do not bubble in a document reach only the handlers of their target.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::dom::{Dom, Node, Way};
use super::event::RawEvent;
use super::kind::{Bound, Captures};
use super::page::Page;
use crate::graph::{ScopeId, attempt};
use crate::part::{EventDef, event_flags as flag};

/// The handlers of a page. An element is marked with one more than the index of its first one.
#[derive(Default)]
pub(super) struct Listeners(RefCell<Vec<Entry>>);

struct Entry {
    listener: Option<Rc<Listener>>,
    /// One more than the index of the next handler of the same element; 0: there is none.
    next: u32,
}

/// A handler of an element.
pub struct Listener {
    /// The number of the event's type.
    kind: u32,
    on: &'static EventDef,
    call: Call,
    run: Run,
    bound: Bound,
    scope: ScopeId,
    /// How often it was called.
    calls: Cell<u32>,
    /// Throttled: whether it rests, and the last event of that time.
    rests: Cell<bool>,
    held: RefCell<Option<RawEvent>>,
}

/// What a handler does.
pub type Run = fn(&mut Captures, &RawEvent);

/// Hands an event to a handler, as its modifiers want it.
pub type Call = fn(&Rc<Listener>, &Page, &RawEvent, Reached);

/// How an event has reached an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// It is the event's target.
    Itself,
    /// From an element inside.
    FromInside,
}

/// What calls a handler of this definition. Always inlined: with a definition that is constant, the choice is made
/// when the artifact is compiled, and one without handlers that filter or wait does not contain what they need.
#[inline(always)]
pub const fn call(on: &EventDef) -> Call {
    const PLAIN: u16 = flag::PREVENT | flag::STOP | flag::CAPTURE | flag::PASSIVE;
    if on.flags & !PLAIN == 0 && on.keys.is_empty() {
        |listener, _, event, _| listener.run_plainly(event)
    } else if on.flags & !(PLAIN | flag::BOUND) == 0 && on.keys.is_empty() {
        |listener, page, event, _| {
            listener.ask(page, event);
            listener.run_plainly(event);
        }
    } else {
        |listener, page, event, reached| listener.run_modified(page, event, reached)
    }
}

impl Listeners {
    /// Puts a handler at the end of those of an element, and says at which index, for [`Listeners::remove`].
    pub(super) fn add(&self, page: &Page, node: &Node, listener: Listener) -> usize {
        let mut entries = self.0.borrow_mut();
        entries.push(Entry {
            listener: Some(Rc::new(listener)),
            next: 0,
        });
        let added = entries.len() as u32;
        let mut last = page.dom.mark(node);
        if last == 0 {
            page.dom.set_mark(node, added);
        } else {
            while let next @ 1.. = entries[last as usize - 1].next {
                last = next;
            }
            entries[last as usize - 1].next = added;
        }
        added as usize - 1
    }

    /// Takes a handler away whose element is gone.
    pub(super) fn remove(&self, index: usize) {
        self.0.borrow_mut()[index].listener = None;
    }

    /// Hands an event to all handlers of its type, wherever they are. False: there is none.
    pub(super) fn announce(&self, page: &Page, event: &RawEvent) -> bool {
        let kind = page.dom.type_of(event.host());
        let mut all = Vec::new();
        for entry in &*self.0.borrow() {
            all.extend(
                entry
                    .listener
                    .iter()
                    .filter(|listener| listener.kind == kind)
                    .cloned(),
            );
        }
        for listener in &all {
            (listener.call)(listener, page, event, Reached::Itself);
        }
        !all.is_empty()
    }

    /// The handler that a mark names, and the mark of the next one of its element.
    fn at(&self, mark: u32) -> Option<(Option<Rc<Listener>>, u32)> {
        let entries = self.0.borrow();
        let entry = entries.get((mark as usize).checked_sub(1)?)?;
        Some((entry.listener.clone(), entry.next))
    }
}

/// Takes an event along its way.
pub(super) fn dispatch(page: &Page, event: &RawEvent) {
    let way = way(page, event);
    for stop in way.iter().rev() {
        visit(page, event, *stop, flag::CAPTURE);
    }
    for stop in way {
        visit(page, event, stop, 0);
    }
}

/// The marks of the elements on an event's way that have handlers, from inside out.
fn way(page: &Page, event: &RawEvent) -> Vec<(u32, Reached)> {
    let mut way = Vec::new();
    let mut reached = Reached::Itself;
    let mut at = page.dom.target(event.host());
    while let Some(node) = at {
        let mark = page.dom.mark(&node);
        if mark != 0 {
            way.push((mark, reached));
        }
        if reached == Reached::Itself && !page.dom.event_flag(event.host(), "bubbles") {
            break;
        }
        reached = Reached::FromInside;
        at = page.dom.go(&node, Way::Parent);
    }
    way
}

/// Hands an event to the handlers of one element, unless one of another element has stopped it.
fn visit(page: &Page, event: &RawEvent, (mut mark, reached): (u32, Reached), phase: u16) {
    if event.is_stopped() {
        return;
    }
    let kind = page.dom.type_of(event.host());
    while let Some((listener, next)) = page.listeners.at(mark) {
        if let Some(listener) = listener
            && listener.kind == kind
            && listener.on.flags & flag::CAPTURE == phase
        {
            (listener.call)(&listener, page, event, reached);
        }
        mark = next;
    }
}

impl Listener {
    /// A handler that has not been called.
    pub(super) fn new(
        page: &Page,
        on: &'static EventDef,
        call: Call,
        run: Run,
        bound: Bound,
        scope: ScopeId,
    ) -> Self {
        Self {
            kind: page.dom.event_type(on.name),
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

    fn run_plainly(self: &Rc<Self>, event: &RawEvent) {
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
            && let (Some(link), Some(node)) = (page.link.get(), page.dom.target(event.host()))
        {
            link.asked(page, &node);
        }
    }

    fn run_asking(self: &Rc<Self>, page: &Page, event: &RawEvent) {
        self.ask(page, event);
        self.run(event);
    }

    /// Runs the handler in the scope of its region. If it panics, those after it run all the same.
    fn run(self: &Rc<Self>, event: &RawEvent) {
        let (listener, event) = (self.clone(), event.clone());
        attempt(move || {
            let mut captures = listener.bound.captures();
            listener.scope.run(|| (listener.run)(&mut captures, &event));
        });
    }

    fn run_modified(self: &Rc<Self>, page: &Page, event: &RawEvent, reached: Reached) {
        if !self.wants(page, event, reached) {
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

    /// Whether the event is one that the modifiers let through.
    fn wants(&self, page: &Page, event: &RawEvent, reached: Reached) -> bool {
        let is = |bit: u16| self.on.flags & bit != 0;
        let held = |bit: u16, name: &str| !is(bit) || page.dom.event_flag(event.host(), name);
        let key = |key: &&str| page.dom.event_key_is(event.host(), key);
        !(is(flag::OWN) && reached == Reached::FromInside || is(flag::ONCE) && self.calls.get() > 0)
            && held(flag::CTRL, "ctrlKey")
            && held(flag::SHIFT, "shiftKey")
            && held(flag::ALT, "altKey")
            && held(flag::META, "metaKey")
            && (self.on.keys.is_empty() || self.on.keys.iter().any(key))
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
