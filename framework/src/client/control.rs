//! Bound controls, which a person can change while no handler is awake: before the client has arrived, or when the
//! browser fills in a form or restores one.

use std::cell::RefCell;
use std::rc::Rc;

use super::bind::Found;
use super::dom::{Dom, Node};
use super::page::Page;
use crate::graph::on_cleanup;
use crate::part::{Target, Value};

/// The bound controls of a page.
#[derive(Default)]
pub(super) struct Controls(RefCell<Vec<Option<Control>>>);

struct Control {
    node: Node,
    property: &'static str,
    /// What its binding computed last.
    value: Value,
}

/// Enters a control, if the target of a binding is one. Its index is that for [`Controls::note`].
pub(super) fn enter(page: &Page, found: &Found, target: Target) -> Option<usize> {
    let (Found::Element(node), Target::Property(property @ ("value" | "checked"))) =
        (found, target)
    else {
        return None;
    };
    if page.controls.0.borrow().is_empty() {
        page.hook("pageshow", Rc::new(|page, _| report(page)));
    }
    let mut controls = page.controls.0.borrow_mut();
    controls.push(Some(Control {
        node: node.clone(),
        property,
        value: Value::Absent,
    }));
    let index = controls.len() - 1;
    drop(controls);
    let controls = page.controls.clone();
    on_cleanup(move || controls.0.borrow_mut()[index] = None);
    Some(index)
}

impl Controls {
    /// Takes note of what the binding of a control has computed.
    pub(super) fn note(&self, index: usize, value: Value) {
        if let Some(control) = &mut self.0.borrow_mut()[index] {
            control.value = value;
        }
    }

    fn changed(&self, page: &Page) -> Vec<Node> {
        let controls = self.0.borrow();
        let changed = controls
            .iter()
            .flatten()
            .filter(|control| !control.is_right(page));
        changed.map(|control| control.node.clone()).collect()
    }
}

impl Control {
    fn is_right(&self, page: &Page) -> bool {
        page.dom.property_is(&self.node, self.property, &self.value)
    }
}

/// Sends each control that does not hold what its binding says the events that the change would have sent: it counts
/// as one.
pub(super) fn report(page: &Page) {
    for control in page.controls.changed(page) {
        page.dom.fire(&control, "input");
        page.dom.fire(&control, "change");
    }
}
