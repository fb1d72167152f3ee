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
use crate::graph::untrack;
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
pub(super) struct Listener {
    /// The number of the event's type.
    kind: u32,
    on: &'static EventDef,
    run: fn(&mut Captures, &RawEvent),
    bound: Bound,
    /// How often it was called.
    calls: Cell<u32>,
    /// Throttled: whether it rests, and the last event of that time.
    rests: Cell<bool>,
    held: RefCell<Option<RawEvent>>,
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

    /// The handlers for a type of event, from the one that a mark names.
    fn of(&self, mut mark: u32, kind: u32) -> Vec<Rc<Listener>> {
        let entries = self.0.borrow();
        let mut found = Vec::new();
        while mark != 0 {
            let entry = &entries[mark as usize - 1];
            found.extend(
                entry
                    .listener
                    .iter()
                    .filter(|listener| listener.kind == kind)
                    .cloned(),
            );
            mark = entry.next;
        }
        found
    }
}

/// Takes an event along its way.
pub(super) fn dispatch(page: &Rc<Page>, event: &RawEvent) {
    let kind = page.dom.type_of(event.host());
    let way = way(page, event, kind);
    let capturing = way.iter().rev().map(|stop| (stop, flag::CAPTURE));
    let bubbling = way.iter().map(|stop| (stop, 0));
    for (stop, phase) in capturing.chain(bubbling) {
        for listener in &stop.listeners {
            if listener.on.flags & flag::CAPTURE == phase && listener.wants(page, event, stop.inner)
            {
                listener.call(page, event);
            }
        }
        if event.is_stopped() {
            return;
        }
    }
}

/// An element on the way of an event that has handlers for it.
struct Stop {
    listeners: Vec<Rc<Listener>>,
    /// The event's target is not this element but one inside.
    inner: bool,
}

fn way(page: &Page, event: &RawEvent, kind: u32) -> Vec<Stop> {
    let mut stops = Vec::new();
    let mut inner = false;
    let mut at = page.dom.target(event.host());
    while let Some(node) = at {
        let listeners = page.listeners.of(page.dom.mark(&node), kind);
        if !listeners.is_empty() {
            stops.push(Stop { listeners, inner });
        }
        if !page.dom.event_flag(event.host(), "bubbles") {
            break;
        }
        inner = true;
        at = page.dom.go(&node, Way::Parent);
    }
    stops
}

impl Listener {
    /// A handler that has not been called.
    pub(super) fn new(
        page: &Page,
        on: &'static EventDef,
        run: fn(&mut Captures, &RawEvent),
        bound: Bound,
    ) -> Self {
        let kind = page.dom.event_type(on.name);
        Self {
            kind,
            on,
            run,
            bound,
            calls: Cell::new(0),
            rests: Cell::new(false),
            held: RefCell::default(),
        }
    }

    /// Whether the event is one that the modifiers let through.
    fn wants(&self, page: &Page, event: &RawEvent, inner: bool) -> bool {
        let is = |bit: u16| self.on.flags & bit != 0;
        let held = |bit: u16, name: &str| !is(bit) || page.dom.event_flag(event.host(), name);
        let key = |key: &&str| page.dom.event_key_is(event.host(), key);
        !(is(flag::OWN) && inner || is(flag::ONCE) && self.calls.get() > 0)
            && held(flag::CTRL, "ctrlKey")
            && held(flag::SHIFT, "shiftKey")
            && held(flag::ALT, "altKey")
            && held(flag::META, "metaKey")
            && (self.on.keys.is_empty() || self.on.keys.iter().any(key))
    }

    fn call(self: &Rc<Self>, page: &Rc<Page>, event: &RawEvent) {
        if self.on.flags & flag::PREVENT != 0 {
            event.prevent();
        }
        if self.on.flags & flag::STOP != 0 {
            event.stop();
        }
        let call = self.calls.get() + 1;
        self.calls.set(call);
        match self.on.flags & (flag::DEBOUNCE | flag::THROTTLE) {
            0 => self.run(event),
            flag::DEBOUNCE => self.run_if_last(page, event, call),
            _ => self.run_and_rest(page, event),
        }
    }

    fn run(&self, event: &RawEvent) {
        untrack(|| (self.run)(&mut self.bound.captures(), event));
    }

    /// Runs when nothing has called again for a while.
    fn run_if_last(self: &Rc<Self>, page: &Page, event: &RawEvent, call: u32) {
        let (listener, event) = (self.clone(), event.clone());
        let run = move |_: &Rc<Page>| {
            if listener.calls.get() == call {
                listener.run(&event);
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
        self.run(event);
        self.rests.set(true);
        let listener = self.clone();
        let wake = move |page: &Rc<Page>| {
            listener.rests.set(false);
            if let Some(event) = listener.held.take() {
                listener.run_and_rest(page, &event);
            }
        };
        page.after(self.on.wait, Box::new(wake));
    }
}
