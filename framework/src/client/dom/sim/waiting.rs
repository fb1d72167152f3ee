//! Events that wait for the client, as the bootstrap keeps them in a browser.

use kuchikikiki::NodeRef;

use super::event::{Hearers, way_of};
use super::guard::{is_disabled, is_guarded};
use super::{Sim, SimEvent, attribute};
use crate::part::Value;

impl Sim {
    /// Takes an event along its path, and keeps it for the client if that has not arrived, or awaits the values of the
    /// page before.
    pub(super) fn deliver(&self, event: &SimEvent) {
        let mut hearers = Hearers::All;
        if let Some(waiting) = &mut *self.0.waiting_events.borrow_mut() {
            if is_guarded(self, event) {
                event.prevent();
            }
            if event.target().is_some() && self.is_awaited(event) {
                if let (Some(target), "input" | "change") = (event.target(), event.name()) {
                    self.beside(&target, |beside| beside.is_told = true);
                }
                waiting.push((event.clone(), way_of(event)));
                hearers = Hearers::Scripts;
            }
        }
        self.dispatch(event, way_of(event), hearers);
    }

    /// Returns whether the bootstrap listens for events of this type, which the page names.
    fn is_awaited(&self, event: &SimEvent) -> bool {
        let Some(script) = self.own_script() else {
            return true;
        };
        let names = attribute(&script, "data-events").unwrap_or_default();
        names.split(' ').any(|awaited| awaited == event.name())
    }

    /// Returns the script that starts the page. One in markup of others is not.
    fn own_script(&self) -> Option<NodeRef> {
        let is_ours = |script: &NodeRef| {
            let mut around = script.ancestors();
            !around.any(|node| attribute(&node, "_h").is_some())
        };
        let scripts = self.0.document.select("script[data-glue]").ok()?;
        scripts.map(|script| script.as_node().clone()).find(is_ours)
    }

    /// Replays, when the client has arrived and has the values of the page before, the events that have waited for it, in
    /// their order and along their paths. A control that is disabled by now is not clicked, and does not submit its form.
    pub fn replay(&self) {
        if self.network().is_restoring() {
            return;
        }
        for (event, way) in self.0.waiting_events.take().into_iter().flatten() {
            let by = event.node("submitter").or_else(|| event.target());
            let is_entry = ["put", "cha"]
                .iter()
                .any(|part| event.name().contains(part));
            if is_entry || !by.is_some_and(|by| is_disabled(&by)) {
                event.go_on();
                self.dispatch(&event, way, Hearers::All);
            }
        }
    }

    /// Returns whether events wait.
    pub fn has_waiting(&self) -> bool {
        let waiting = self.0.waiting_events.borrow();
        waiting.as_ref().is_some_and(|waiting| !waiting.is_empty())
    }

    /// Takes over the events that still wait in the page in whose place this one is made.
    pub fn take_waiting(&self, before: &Sim) {
        let waiting = before.0.waiting_events.take();
        let counterpart = |node: &NodeRef| at(&self.0.document, &place(node));
        let moved = waiting.into_iter().flatten();
        for event in moved.filter_map(|(event, _)| event.moved(counterpart)) {
            if let (Some(target), "input" | "change") = (event.target(), event.name()) {
                self.show_entered(&target, &event);
            }
            self.deliver(&event);
        }
    }

    /// Shows in a control what an event says that a person has entered.
    fn show_entered(&self, node: &NodeRef, event: &SimEvent) {
        match attribute(node, "type").as_deref() {
            Some("checkbox" | "radio") => {
                let is_checked = event.property("checked").cloned();
                self.put_property(node, "checked", is_checked.unwrap_or(Value::Absent));
            }
            _ => self.user_value(node, &event.text("value").unwrap_or_default()),
        }
    }
}

/// Returns the place of a node: the number of nodes before it and before each node around it, the outermost first.
fn place(node: &NodeRef) -> Vec<usize> {
    let around = node.inclusive_ancestors();
    let mut place: Vec<_> = around
        .map(|node| node.preceding_siblings().count())
        .collect();
    // The document itself.
    place.pop();
    place.reverse();
    place
}

/// Returns the node at a place in a document.
fn at(document: &NodeRef, place: &[usize]) -> Option<NodeRef> {
    let mut node = document.clone();
    for index in place {
        node = node.children().nth(*index)?;
    }
    Some(node)
}
