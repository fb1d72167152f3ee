//! The default actions of elements: those of a click, and those of a key.

use kuchikikiki::NodeRef;

use super::control::tag;
use super::guard::is_disabled;
use super::{Sim, attribute, set_attribute};
use crate::part::Value;

impl Sim {
    /// Performs Enter: submits the form around a field, or clicks an element that keys can click.
    pub(super) fn entered(&self, node: &NodeRef) {
        match tag(node).as_str() {
            "input" => {
                self.commit(node);
                self.submit_around(node);
            }
            "button" | "a" | "summary" => self.click_node(node),
            _ => {}
        }
    }

    /// Performs the space bar: clicks buttons and boxes.
    pub(super) fn spaced(&self, node: &NodeRef) {
        let kind = attribute(node, "type").unwrap_or_default();
        let is_pressed = match tag(node).as_str() {
            "button" | "summary" => true,
            "input" => matches!(&*kind, "checkbox" | "radio" | "submit" | "reset" | "button"),
            _ => false,
        };
        if is_pressed {
            self.click_node(node);
        }
    }

    /// Clicks a node. A box changes before its `click` event, and changes back if that is prevented. Disabled elements
    /// are not clicked.
    pub(super) fn click_node(&self, node: &NodeRef) {
        if is_disabled(node) {
            return;
        }
        let before = self.property(node, "checked");
        let kind = attribute(node, "type").unwrap_or_default();
        match (kind.as_str(), &before) {
            ("checkbox", Value::Present) => self.put_property(node, "checked", Value::Absent),
            ("checkbox" | "radio", _) => self.put_property(node, "checked", Value::Present),
            _ => {}
        }
        let event = self.send_event(node, "click", &[]);
        let changed = self.property(node, "checked") != before;
        match (event.is_prevented(), changed) {
            (true, true) => self.put_property(node, "checked", before),
            (true, false) => {}
            (false, true) => {
                self.send_event(node, "input", &[]);
                self.send_event(node, "change", &[]);
            }
            (false, false) => self.follow(node),
        }
    }

    /// Performs the default action of a click in a link or a form's button.
    fn follow(&self, node: &NodeRef) {
        for node in node.inclusive_ancestors() {
            match tag(&node).as_str() {
                "a" => {
                    return self
                        .0
                        .navigations
                        .borrow_mut()
                        .extend(attribute(&node, "href"));
                }
                "button" | "input" if attribute(&node, "type").as_deref() == Some("reset") => {
                    return self.reset_around(&node);
                }
                "button" if attribute(&node, "type").is_none_or(|kind| kind == "submit") => {
                    return self.submit_by(&node);
                }
                "input" if attribute(&node, "type").as_deref() == Some("submit") => {
                    return self.submit_by(&node);
                }
                "input" | "select" | "textarea" | "button" => return,
                "label" => {
                    return self
                        .labelled(&node)
                        .iter()
                        .for_each(|control| self.press_on(control));
                }
                "summary" => return self.turn(&node),
                _ => {}
            }
        }
    }

    /// Returns the control of a label.
    fn labelled(&self, label: &NodeRef) -> Option<NodeRef> {
        const CONTROLS: &str = "button, input:not([type=hidden]), select, textarea";
        let found = match attribute(label, "for") {
            Some(id) => self.try_find(&format!("[id='{id}']")),
            None => {
                let inside = label.select_first(CONTROLS).ok();
                inside.map(|control| control.as_node().clone())
            }
        };
        found.filter(|control| control.as_element().is_some())
    }

    fn submit_by(&self, button: &NodeRef) {
        if let Some(form) = self.form_of(button) {
            self.submit_form(&form, Some(button));
        }
    }

    /// Returns the form that a control belongs to: the one that its `form` attribute names, or the one around it.
    pub(super) fn form_of(&self, node: &NodeRef) -> Option<NodeRef> {
        match attribute(node, "form") {
            Some(id) => self.try_find(&format!("form[id='{id}']")),
            None => node.ancestors().find(|ancestor| tag(ancestor) == "form"),
        }
    }

    fn reset_around(&self, node: &NodeRef) {
        if let Some(form) = self.form_of(node) {
            self.reset_form(&form);
        }
    }

    pub(super) fn reset_form(&self, form: &NodeRef) {
        if !self.send_event(form, "reset", &[]).is_prevented() {
            self.reset_controls(form);
        }
    }

    /// Submits the form around a node, with its first button unless that is disabled.
    fn submit_around(&self, node: &NodeRef) {
        let Some(form) = self.form_of(node) else {
            return;
        };
        let buttons = form.select("button:not([type]), button[type=submit], input[type=submit]");
        match buttons.into_iter().flatten().next() {
            Some(button) if is_disabled(button.as_node()) => {}
            Some(button) => self.submit_form(&form, Some(button.as_node())),
            None => self.submit_form(&form, None),
        }
    }

    pub(super) fn submit_form(&self, form: &NodeRef, submitter: Option<&NodeRef>) {
        if self.0.is_scriptless.get() {
            return self.post(form, submitter);
        }
        let submitter = submitter.cloned();
        let submitter = Vec::from_iter(submitter.map(|button| ("submitter".to_owned(), button)));
        let event = self.send_event_with(form, "submit", &[], submitter);
        if !event.is_prevented() {
            let action = attribute(form, "action").unwrap_or_default();
            self.0.navigations.borrow_mut().push(action);
        }
    }

    /// Opens or closes the `<details>` whose first `<summary>` this is.
    fn turn(&self, summary: &NodeRef) {
        let details = summary.parent().filter(|parent| tag(parent) == "details");
        let Some(details) = details else {
            return;
        };
        let mut summaries = details.children().filter(|child| tag(child) == "summary");
        if summaries.next().as_ref() == Some(summary) {
            let is_open = attribute(&details, "open").is_some();
            set_attribute(&details, "open", (!is_open).then_some(""));
            self.send_event(&details, "toggle", &[]);
        }
    }
}
