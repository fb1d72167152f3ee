//! Bound controls, which a person can change while no handler is awake: before the client has arrived, or when the
//! browser fills in a form or restores one.

use std::borrow::Cow;
use std::cell::RefCell;

use super::dom::{Dom, Node};
use super::page::{Page, Trace};
use crate::part::Value;

/// The bound controls of a page.
#[derive(Default)]
pub(super) struct Controls(RefCell<Vec<Option<Control>>>);

struct Control {
    node: Node,
    property: &'static str,
    /// What its binding computed last.
    value: Value,
}

/// Enters a control, if a property is one of a control's that markup can say. Its index is that for [`Controls::note`].
pub(super) fn enter(
    page: &Page,
    region: u32,
    node: &Node,
    property: &'static str,
) -> Option<usize> {
    if !matches!(property, "value" | "checked") {
        return None;
    }
    if page.controls.0.borrow().is_empty() {
        page.after_resume.set(Some(report));
        page.hook("pageshow", |page, _| report(page));
    }
    let mut controls = page.controls.0.borrow_mut();
    let control = Control {
        node: node.clone(),
        property,
        value: Value::Absent,
    };
    controls.push(Some(control));
    let index = controls.len() - 1;
    page.trace(region, Trace::Control(index));
    Some(index)
}

impl Controls {
    /// Takes note of what the binding of a control has computed.
    pub(super) fn note(&self, index: usize, value: Value) {
        if let Some(control) = &mut self.0.borrow_mut()[index] {
            control.value = value;
        }
    }

    /// Takes a control out that is gone.
    pub(super) fn remove(&self, index: usize) {
        self.0.borrow_mut()[index] = None;
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
        page.dom.property_is(
            &self.node,
            self.property,
            &as_property(self.property, &self.value),
        )
    }
}

/// Sends each control that does not hold what its binding says the events that the change would have sent: it counts
/// as one.
fn report(page: &Page) {
    for control in page.controls.changed(page) {
        page.dom.fire(&control, "input");
        page.dom.fire(&control, "change");
    }
}

/// A control without a value holds the empty text.
pub(super) fn as_property<'a>(name: &str, value: &'a Value) -> Cow<'a, Value> {
    match value {
        Value::Absent | Value::Off if name == "value" => Cow::Owned(Value::Text(String::new())),
        value => Cow::Borrowed(value),
    }
}
