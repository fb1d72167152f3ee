//! What a person at the simulated tab can do, with what a browser does by default when nobody prevents it.

use kuchikikiki::NodeRef;

use super::control::tag;
use super::{Dom, Observed, Sim, attribute};
use crate::client::page;
use crate::part::Value;

impl Sim {
    /// Clicks the first element that a CSS selector matches.
    pub fn click(&self, selector: &str) {
        self.press_on(&self.find(selector));
    }

    /// Clicks one of the elements that a CSS selector matches, counted from 0.
    ///
    /// # Panics
    /// If there are not so many.
    pub fn click_nth(&self, selector: &str, index: usize) {
        let mut found = self.0.document.select(selector).into_iter().flatten();
        let element = found
            .nth(index)
            .unwrap_or_else(|| panic!("there is no {selector} {index}"));
        self.press_on(element.as_node());
    }

    /// Focuses a control and types text at its end, one key after the other.
    pub fn type_text(&self, selector: &str, text: &str) {
        let node = self.find(selector);
        self.focus(&node);
        let end = self.seen_text(&node).encode_utf16().count() as u32;
        self.select(&node, end, end);
        self.type_on(selector, text);
    }

    /// Types text where the caret of a control is, one key after the other.
    pub fn type_on(&self, selector: &str, text: &str) {
        let node = self.find(selector);
        self.focus(&node);
        for key in text.chars() {
            self.type_key(&node, key);
        }
    }

    /// Focuses a control and replaces what is in it.
    pub fn fill(&self, selector: &str, text: &str) {
        let node = self.find(selector);
        self.focus(&node);
        self.user_value(&node, text);
        self.send_event(&node, "input", &[]);
    }

    /// Composes a text where the caret of a control is: each step replaces the one before. The last one stays.
    pub fn compose(&self, selector: &str, steps: &[&str]) {
        let node = self.find(selector);
        self.focus(&node);
        self.send_event(&node, "compositionstart", &[]);
        let mut before = "";
        for step in steps {
            self.compose_step(&node, before, step);
            before = step;
        }
        self.send_event(&node, "compositionend", &[]);
    }

    /// Puts the caret of a control behind so many UTF-16 units.
    pub fn put_caret(&self, selector: &str, place: u32) {
        let node = self.find(selector);
        self.focus(&node);
        self.select(&node, place, place);
    }

    /// Behind how many UTF-16 units the caret of a control is.
    pub fn caret(&self, selector: &str) -> u32 {
        self.caret_of(&self.find(selector))
    }

    /// The text that is to be seen in a control: of one for numbers, it may be no value.
    pub fn seen(&self, selector: &str) -> String {
        self.seen_text(&self.find(selector))
    }

    /// Leaves the element that has the focus.
    pub fn leave_focused(&self) {
        self.blur();
    }

    /// Chooses an option of a select, or leaves a changed control: `input`, then `change`.
    pub fn choose(&self, selector: &str, value: &str) {
        self.fill(selector, value);
        self.send_event(&self.find(selector), "change", &[]);
    }

    /// Presses and releases a key.
    pub fn press(&self, selector: &str, key: &str) {
        let node = self.find(selector);
        let down = self.send_event(&node, "keydown", &[("key", key)]);
        if key == "Enter" && tag(&node) == "input" && !down.is_prevented() {
            self.commit(&node);
            self.submit_around(&node);
        }
        self.send_event(&node, "keyup", &[("key", key)]);
    }

    /// Submits a form.
    pub fn submit(&self, selector: &str) {
        self.submit_form(&self.find(selector));
    }

    /// Sends any event, with properties, and says whether its default action was prevented.
    pub fn trigger(&self, selector: &str, name: &str, properties: &[(&str, &str)]) -> bool {
        self.send_event(&self.find(selector), name, properties)
            .is_prevented()
    }

    /// Gives an element another size, for those who observe it.
    pub fn resize(&self, selector: &str, width: f64, height: f64) {
        self.observed(selector, Observed::Size, width, height);
    }

    /// Scrolls an element into sight or out of it, for those who observe it.
    pub fn bring_into_sight(&self, selector: &str, is_seen: bool) {
        self.observed(selector, Observed::Sight, f64::from(is_seen), 0.0);
    }

    fn observed(&self, selector: &str, what: Observed, x: f64, y: f64) {
        let node = self.find(selector);
        let observers = self.0.observers.borrow().clone();
        for (_, _, number) in observers
            .into_iter()
            .filter(|(observed, of, _)| *observed == what && *of == node)
        {
            page::observed(number, x, y);
        }
    }

    /// Changes a control without any event, as a browser that fills in a form does before scripts run.
    pub fn autofill(&self, selector: &str, text: &str) {
        self.user_value(&self.find(selector), text);
    }

    /// Whether the first element that a CSS selector matches has the focus.
    pub fn has_focus(&self, selector: &str) -> bool {
        self.focused() == Some(self.find(selector))
    }

    /// What a control holds.
    pub fn value(&self, selector: &str) -> String {
        self.property_text(&self.find(selector), "value")
            .unwrap_or_default()
    }

    /// Whether a box is checked.
    pub fn is_checked(&self, selector: &str) -> bool {
        self.property(&self.find(selector), "checked") == Value::Present
    }

    /// A control that is disabled hears of no click.
    fn press_on(&self, node: &NodeRef) {
        if self.is_disabled(node) {
            return;
        }
        match node.inclusive_ancestors().find(focusable) {
            Some(node) => self.focus(&node),
            None => self.blur(),
        }
        self.click_node(node);
    }

    pub(super) fn focus(&self, node: &NodeRef) {
        let before = self.0.focused.replace(Some(node.clone()));
        if before.as_ref() == Some(node) {
            return;
        }
        if let Some(before) = before {
            self.left(&before);
        }
        self.send_event(node, "focus", &[]);
        self.send_event(node, "focusin", &[]);
    }

    /// Takes the focus from whatever has it.
    pub(super) fn blur(&self) {
        if let Some(before) = self.0.focused.take() {
            self.left(&before);
        }
    }

    fn left(&self, node: &NodeRef) {
        self.commit(node);
        self.send_event(node, "blur", &[]);
        self.send_event(node, "focusout", &[]);
    }

    /// Sends `change` if a person has changed the text of a control since the last time.
    fn commit(&self, node: &NodeRef) {
        let before = self.beside(node, |beside| beside.before_edit.take());
        if before.is_some_and(|before| before != self.property(node, "value")) {
            self.send_event(node, "change", &[]);
        }
    }

    /// A box changes before its `click` is sent, and changes back if that is prevented.
    pub(super) fn click_node(&self, node: &NodeRef) {
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

    /// What a click on, or in, a link or a form's button does.
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
                    return self.submit_around(&node);
                }
                "input" if attribute(&node, "type").as_deref() == Some("submit") => {
                    return self.submit_around(&node);
                }
                _ => {}
            }
        }
    }

    fn submit_around(&self, node: &NodeRef) {
        if let Some(form) = node.ancestors().find(|ancestor| tag(ancestor) == "form") {
            self.submit_form(&form);
        }
    }

    fn reset_around(&self, node: &NodeRef) {
        if let Some(form) = node.ancestors().find(|ancestor| tag(ancestor) == "form")
            && !self.send_event(&form, "reset", &[]).is_prevented()
        {
            self.reset_controls(&form);
        }
    }

    fn submit_form(&self, form: &NodeRef) {
        if !self.send_event(form, "submit", &[]).is_prevented() {
            let action = attribute(form, "action").unwrap_or_default();
            self.0.navigations.borrow_mut().push(action);
        }
    }

    fn type_key(&self, node: &NodeRef, key: char) {
        let key = key.to_string();
        if !self
            .send_event(node, "keydown", &[("key", &key)])
            .is_prevented()
        {
            self.insert_text(node, 0, &key);
            self.send_event(node, "input", &[]);
        }
        self.send_event(node, "keyup", &[("key", &key)]);
    }

    fn compose_step(&self, node: &NodeRef, before: &str, step: &str) {
        self.send_event(node, "compositionupdate", &[]);
        self.insert_text(node, before.encode_utf16().count(), step);
        self.send_event(node, "input", &[("isComposing", "true")]);
    }

    /// Puts a text in place of so many units before the caret, and of what is selected.
    fn insert_text(&self, node: &NodeRef, replaced: usize, text: &str) {
        let mut units: Vec<u16> = self.seen_text(node).encode_utf16().collect();
        let (start, end) = self
            .beside(node, |beside| beside.selection)
            .unwrap_or((0, 0));
        let end = (end as usize).min(units.len());
        let start = (start as usize).min(end).saturating_sub(replaced);
        units.splice(start..end, text.encode_utf16());
        let caret = start + text.encode_utf16().count();
        self.enter_text(node, &String::from_utf16_lossy(&units), caret as u32);
    }

    fn caret_of(&self, node: &NodeRef) -> u32 {
        self.beside(node, |beside| beside.selection)
            .map_or(0, |(_, end)| end)
    }

    fn user_value(&self, node: &NodeRef, text: &str) {
        if tag(node) == "select" {
            return self.put_property(node, "value", Value::Text(text.to_owned()));
        }
        self.enter_text(node, text, text.encode_utf16().count() as u32);
    }
}

fn focusable(node: &NodeRef) -> bool {
    attribute(node, "tabindex").is_some()
        || matches!(
            tag(node).as_str(),
            "input" | "textarea" | "select" | "button" | "a"
        )
}
