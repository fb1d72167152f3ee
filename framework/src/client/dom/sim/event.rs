//! Events of the simulated document, and how they reach the runtime.

use std::cell::Cell;
use std::rc::Rc;

use kuchikikiki::NodeRef;

use super::{Sim, attribute};
use crate::client::event::RawEvent;
use crate::client::page;
use crate::part::Value;

/// An event of the simulated document.
#[derive(Clone)]
pub struct SimEvent(Rc<Happening>);

struct Happening {
    name: String,
    target: Option<NodeRef>,
    properties: Vec<(String, Value)>,
    prevented: Cell<bool>,
}

impl SimEvent {
    pub(super) fn new(
        name: &str,
        target: Option<NodeRef>,
        properties: Vec<(String, Value)>,
    ) -> Self {
        Self(Rc::new(Happening {
            name: name.to_owned(),
            target,
            properties,
            prevented: Cell::new(false),
        }))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether somebody has kept the default action from happening.
    pub fn is_prevented(&self) -> bool {
        self.0.prevented.get()
    }

    pub(super) fn target(&self) -> Option<NodeRef> {
        self.0.target.clone()
    }

    pub(super) fn prevent(&self) {
        self.0.prevented.set(true);
    }

    pub(super) fn text(&self, name: &str) -> Option<String> {
        match self.property(name) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        }
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        !matches!(self.property(name), None | Some(Value::Absent))
    }

    fn property(&self, name: &str) -> Option<&Value> {
        self.0
            .properties
            .iter()
            .find(|(property, _)| property == name)
            .map(|(_, value)| value)
    }
}

impl Sim {
    /// Sends an event to a node, with what its target is like now, and says what became of it.
    pub(super) fn send_event(
        &self,
        node: &NodeRef,
        name: &str,
        properties: &[(&str, &str)],
    ) -> SimEvent {
        let event = self.make_event(node, name, properties);
        self.deliver(event.clone());
        event
    }

    /// Sends an event of the client's own, which does not wait for the client.
    pub(super) fn send_own(&self, node: &NodeRef, name: &str) {
        self.hear(self.make_event(node, name, &[]));
    }

    fn make_event(&self, node: &NodeRef, name: &str, properties: &[(&str, &str)]) -> SimEvent {
        let mut all = vec![
            ("value".to_owned(), self.property(node, "value")),
            ("checked".to_owned(), self.property(node, "checked")),
            (
                "bubbles".to_owned(),
                if STAYS.contains(&name) {
                    Value::Absent
                } else {
                    Value::Present
                },
            ),
        ];
        all.extend(
            properties
                .iter()
                .map(|(name, text)| ((*name).to_owned(), Value::Text((*text).to_owned()))),
        );
        SimEvent::new(name, Some(node.clone()), all)
    }

    /// Hands an event to the runtime, or keeps it until that has arrived. Nobody hears what is not listened for.
    pub(super) fn deliver(&self, event: SimEvent) {
        if let Some(waiting) = &mut *self.0.waiting_events.borrow_mut() {
            if !self.is_awaited(event.name()) {
                return;
            }
            hold(&event);
            if let (Some(target), "input" | "change") = (event.target(), event.name()) {
                self.beside(&target, |beside| beside.is_told = true);
            }
            return waiting.push(event);
        }
        self.hear(event);
    }

    fn hear(&self, event: SimEvent) {
        let types = self.0.types.borrow();
        let is_heard = types.iter().any(|name| name == event.name());
        drop(types);
        if is_heard {
            page::event(RawEvent::new(event));
        }
    }

    /// Whether the bootstrap listens for events of this type: the page says for which.
    fn is_awaited(&self, name: &str) -> bool {
        let Some(script) = self.try_find("script[data-glue]") else {
            return true;
        };
        attribute(&script, "data-events")
            .is_some_and(|names| names.split(' ').any(|awaited| awaited == name))
    }

    /// The client has arrived: it gets the events that have waited for it, in their order.
    pub fn replay(&self) {
        let waiting = self.0.waiting_events.take();
        waiting
            .into_iter()
            .flatten()
            .for_each(|event| self.deliver(event));
    }

    /// Milliseconds and number of each wait that the runtime has asked for and that is not over.
    pub fn waits(&self) -> Vec<(u32, u32)> {
        self.0.waits.borrow().clone()
    }

    /// Takes the waits that the runtime has asked for: their milliseconds and numbers. Their ends are the caller's
    /// to tell it.
    pub(crate) fn take_waits(&self) -> Vec<(u32, u32)> {
        self.0.waits.take()
    }

    /// Lets all the waits end that the runtime has asked for so far, the shortest first.
    pub fn pass_time(&self) {
        let mut waits = self.0.waits.take();
        waits.sort_by_key(|(milliseconds, _)| *milliseconds);
        waits
            .into_iter()
            .for_each(|(_, number)| page::timer(number));
    }
}

/// Events that do not bubble.
const STAYS: &[&str] = &[
    "focus",
    "blur",
    "mouseenter",
    "mouseleave",
    "pointerenter",
    "pointerleave",
    "load",
    "error",
    "toggle",
    "invalid",
];

/// What the bootstrap does before the client is there: where the markup says so, defaults are prevented.
fn hold(event: &SimEvent) {
    let mut path = event
        .target()
        .into_iter()
        .flat_map(|target| target.inclusive_ancestors().collect::<Vec<_>>());
    if path.any(|node| {
        attribute(&node, "_p")
            .is_some_and(|names| names.split(' ').any(|name| name == event.name()))
    }) {
        event.prevent();
    }
}
