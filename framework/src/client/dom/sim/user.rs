//! The actions of a person at the simulated tab, with the default actions of a browser.

use kuchikikiki::NodeRef;

use super::control::{options, tag};
use super::guard::is_disabled;
use super::posted::FormPart;
use super::{Argument, Dom, Observed, Sim, attribute, set_attribute};
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
    /// If there are fewer elements.
    pub fn click_nth(&self, selector: &str, index: usize) {
        let mut found = self.known(selector).into_iter();
        let node = found
            .nth(index)
            .unwrap_or_else(|| panic!("there is no {selector} {index}"));
        self.press_on(&node);
    }

    /// Moves the mouse onto an element, with the events of the elements that it leaves and enters.
    pub fn hover(&self, selector: &str) {
        let node = self.find(selector);
        let before = self.0.hovered.replace(Some(node.clone()));
        let way = |node: &NodeRef| -> Vec<NodeRef> {
            let elements = node.inclusive_ancestors();
            elements
                .filter(|node| node.as_element().is_some())
                .collect()
        };
        let (left, entered) = (before.as_ref().map(way).unwrap_or_default(), way(&node));
        if let Some(before) = before {
            self.send_event(&before, "pointerout", &[]);
            let left = || left.iter().filter(|left| !entered.contains(left));
            left().for_each(|left| drop(self.send_event(left, "pointerleave", &[])));
            self.send_event(&before, "mouseout", &[]);
            left().for_each(|left| drop(self.send_event(left, "mouseleave", &[])));
        }
        for (over, enter) in [("pointerover", "pointerenter"), ("mouseover", "mouseenter")] {
            self.send_event(&node, over, &[]);
            for entered in entered
                .iter()
                .rev()
                .filter(|entered| !left.contains(entered))
            {
                self.send_event(entered, enter, &[]);
            }
        }
    }

    /// Focuses a control and types text at its end, one key after the other. Nothing happens in a disabled one.
    pub fn type_text(&self, selector: &str, text: &str) {
        let node = self.find(selector);
        if is_disabled(&node) {
            return;
        }
        self.focus(&node);
        let end = self.seen_text(&node).encode_utf16().count() as u32;
        self.select(&node, end, end);
        self.type_on(selector, text);
    }

    /// Types text at the caret of a control, one key after the other.
    pub fn type_on(&self, selector: &str, text: &str) {
        let node = self.find(selector);
        self.focus(&node);
        for key in text.chars() {
            self.type_key(&node, key);
        }
    }

    /// Focuses a control and replaces its text. Of a select, chooses the option of this value.
    ///
    /// # Panics
    /// If a select has no such option.
    pub fn fill(&self, selector: &str, text: &str) {
        let node = self.find(selector);
        if is_disabled(&node) {
            return;
        }
        let is_select = tag(&node) == "select";
        let is_offered =
            |option: &NodeRef| self.property_text(option, "value").as_deref() == Some(text);
        assert!(
            !is_select || options(&node).iter().any(is_offered),
            "`{selector}` has no option `{text}`"
        );
        self.focus(&node);
        self.user_value(&node, text);
        self.send_event(&node, "input", &[]);
        if is_select {
            self.send_event(&node, "change", &[]);
        }
    }

    /// Composes a text at the caret of a control: each step replaces the one before. The last one stays.
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

    /// Puts the caret of a control after so many UTF-16 units.
    pub fn put_caret(&self, selector: &str, place: u32) {
        let node = self.find(selector);
        self.focus(&node);
        self.select(&node, place, place);
    }

    /// Returns the position of a control's caret, in UTF-16 units.
    pub fn caret(&self, selector: &str) -> u32 {
        self.caret_of(&self.find(selector))
    }

    /// Returns the visible text of a control, which may be an invalid value of a control for numbers.
    pub fn seen(&self, selector: &str) -> String {
        self.seen_text(&self.find(selector))
    }

    /// Removes the focus.
    pub fn leave_focused(&self) {
        self.blur_focused();
    }

    /// Chooses an option of a select, or leaves a changed control: `input`, then `change`.
    ///
    /// # Panics
    /// If a select has no such option.
    pub fn choose(&self, selector: &str, value: &str) {
        let node = self.find(selector);
        self.fill(selector, value);
        if tag(&node) != "select" && !is_disabled(&node) {
            self.send_event(&node, "change", &[]);
        }
    }

    /// Presses and releases a key. Nothing happens in a disabled control.
    pub fn press(&self, selector: &str, key: &str) {
        let node = self.find(selector);
        if is_disabled(&node) {
            return;
        }
        let down = self.send_event(&node, "keydown", &[("key", key)]);
        if key == "Enter" && !down.is_prevented() {
            self.entered(&node);
        }
        let up = self.send_event(&node, "keyup", &[("key", key)]);
        if key == " " && !down.is_prevented() && !up.is_prevented() {
            self.spaced(&node);
        }
    }

    /// Submits a form.
    pub fn submit(&self, selector: &str) {
        self.submit_form(&self.find(selector), None);
    }

    /// Sends any event, with properties. Returns whether its default action was prevented.
    pub fn trigger(&self, selector: &str, name: &str, properties: &[(&str, &str)]) -> bool {
        self.send_event(&self.find(selector), name, properties)
            .is_prevented()
    }

    /// Changes the size of an element, for its observers.
    pub fn resize(&self, selector: &str, width: f64, height: f64) {
        self.observed(selector, Observed::Size, width, height);
    }

    /// Scrolls an element into the viewport or out of it, for its observers.
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

    /// Changes a control without any event, as a browser does that fills in a form before scripts run.
    pub fn autofill(&self, selector: &str, text: &str) {
        self.user_value(&self.find(selector), text);
    }

    /// Returns whether the first element that a CSS selector matches has the focus.
    pub fn has_focus(&self, selector: &str) -> bool {
        self.focused() == Some(self.find(selector))
    }

    /// Returns the value of a control.
    pub fn value(&self, selector: &str) -> String {
        self.property_text(&self.find(selector), "value")
            .unwrap_or_default()
    }

    /// Returns whether a box is checked.
    pub fn is_checked(&self, selector: &str) -> bool {
        self.property(&self.find(selector), "checked") == Value::Present
    }

    /// Presses the mouse on a node. A disabled control receives no click.
    pub(super) fn press_on(&self, node: &NodeRef) {
        if is_disabled(node) {
            return;
        }
        match node.inclusive_ancestors().find(is_focusable) {
            Some(node) => self.focus(&node),
            None => self.blur_focused(),
        }
        self.click_node(node);
    }

    /// Focuses an element that can have the focus.
    fn focus(&self, node: &NodeRef) {
        if !is_focusable(node) || self.0.focused.borrow().as_ref() == Some(node) {
            return;
        }
        self.commit_focused();
        let before = self.0.focused.replace(Some(node.clone()));
        self.tell_of_focus(before, Some(node));
    }

    fn blur(&self, node: &NodeRef) {
        if self.0.focused.borrow().as_ref() == Some(node) {
            self.blur_focused();
        }
    }

    /// Removes the focus from the focused element.
    fn blur_focused(&self) {
        self.commit_focused();
        let before = self.0.focused.take();
        self.tell_of_focus(before, None);
    }

    fn commit_focused(&self) {
        let focused = self.0.focused.borrow().clone();
        if let Some(focused) = focused {
            self.commit(&focused);
        }
    }

    /// Sends `change` if a person has changed the text of a control since the last time.
    pub(super) fn commit(&self, node: &NodeRef) {
        let before = self.beside(node, |beside| beside.before_edit.take());
        if before.is_some_and(|before| before != self.property(node, "value")) {
            self.send_event(node, "change", &[]);
        }
    }

    fn tell_of_focus(&self, before: Option<NodeRef>, now: Option<&NodeRef>) {
        let related = |other: Option<&NodeRef>| {
            let other = other.cloned();
            Vec::from_iter(other.map(|other| ("relatedTarget".to_owned(), other)))
        };
        if let Some(before) = &before {
            self.send_event_with(before, "blur", &[], related(now));
            self.send_event_with(before, "focusout", &[], related(now));
        }
        if let Some(now) = now {
            self.send_event_with(now, "focus", &[], related(before.as_ref()));
            self.send_event_with(now, "focusin", &[], related(before.as_ref()));
        }
    }

    /// Performs a method of an element. Methods that only show or measure something do nothing.
    pub(super) fn call_method(
        &self,
        node: &NodeRef,
        method: &str,
        arguments: &[Argument<'_>],
    ) -> bool {
        match (method, arguments) {
            ("focus", _) => self.focus(node),
            ("blur", _) => self.blur(node),
            ("click", _) => self.click_node(node),
            ("select", _) => self.select(node, 0, u32::MAX),
            ("setSelectionRange", [Argument::Number(start), Argument::Number(end)]) => {
                self.select(node, *start as u32, *end as u32);
            }
            ("showModal" | "show", _) => set_attribute(node, "open", Some("")),
            ("close", _) if attribute(node, "open").is_some() => {
                set_attribute(node, "open", None);
                self.send_event(node, "close", &[]);
            }
            ("requestSubmit", _) => self.submit_form(node, None),
            ("reset", _) => {
                self.reset_form(node);
            }
            ("setCustomValidity", [Argument::Text(message)]) => {
                let message = (*message).to_owned();
                self.beside(node, |beside| beside.complaint = message);
            }
            ("checkValidity" | "reportValidity", _) => return self.check_validity(node),
            ("matches", [Argument::Text(selector)]) => return self.matches(node, selector),
            _ => {}
        }
        false
    }

    fn select(&self, node: &NodeRef, start: u32, end: u32) {
        let value = self.property_text(node, "value").unwrap_or_default();
        let length = value.encode_utf16().count() as u32;
        let selection = (start.min(length), end.min(length));
        self.beside(node, |beside| beside.selection = Some(selection));
    }

    /// Returns whether a control, or every control of a form, is valid. Sends `invalid` to those that are not.
    fn check_validity(&self, node: &NodeRef) -> bool {
        if tag(node) == "form" {
            let controls = node.select("input, select, textarea").into_iter().flatten();
            let valid: Vec<bool> = controls
                .map(|control| self.check_validity(control.as_node()))
                .collect();
            return !valid.contains(&false);
        }
        let is_missing = attribute(node, "required").is_some()
            && match attribute(node, "type").as_deref() {
                Some("checkbox" | "radio") => self.property(node, "checked") != Value::Present,
                _ => self.property(node, "value") == Value::Text(String::new()),
            };
        let is_valid = !is_missing && self.beside(node, |beside| beside.complaint.is_empty());
        if !is_valid {
            self.send_event(node, "invalid", &[]);
        }
        is_valid
    }

    /// Returns the entries that a form would submit, without its files.
    pub(super) fn entries(
        &self,
        form: &NodeRef,
        submitter: Option<&NodeRef>,
    ) -> Vec<(String, String)> {
        let parts = self.parts(form, submitter);
        parts.iter().filter_map(FormPart::entry).collect()
    }

    /// Returns what a form would submit.
    pub(super) fn parts(&self, form: &NodeRef, submitter: Option<&NodeRef>) -> Vec<FormPart> {
        let document = form.inclusive_ancestors().last();
        let controls = document.and_then(|document| {
            let controls = document.select("input, select, textarea, button").ok()?;
            Some(controls.map(|control| control.as_node().clone()))
        });
        let mut entries = Vec::new();
        for control in &mut controls.into_iter().flatten() {
            let control = &control;
            if self.form_of(control).as_ref() != Some(form) {
                continue;
            }
            let kind = attribute(control, "type").unwrap_or_default();
            let counts = match (tag(control).as_str(), kind.as_str()) {
                ("button", _) | (_, "submit" | "button" | "reset" | "image") => {
                    submitter == Some(control)
                }
                (_, "checkbox" | "radio") => self.property(control, "checked") == Value::Present,
                _ => true,
            };
            let Some(name) = attribute(control, "name") else {
                continue;
            };
            if !counts || is_disabled(control) || name.is_empty() {
                continue;
            }
            if kind == "file" {
                entries.extend(self.files_of(control, &name));
                continue;
            }
            let is_several = attribute(control, "multiple").is_some();
            let chosen = |option: &NodeRef| self.property(option, "selected") == Value::Present;
            if tag(control) == "select" && is_several {
                let chosen = options(control).into_iter().filter(chosen);
                let values = chosen.filter_map(|option| self.property_text(&option, "value"));
                entries.extend(values.map(|value| FormPart::text(name.clone(), value)));
                continue;
            }
            let value = match (kind.as_str(), attribute(control, "value")) {
                ("checkbox" | "radio", None) => Some("on".to_owned()),
                _ => self.property_text(control, "value"),
            };
            entries.push(FormPart::text(name, value.unwrap_or_default()));
        }
        entries
    }

    fn type_key(&self, node: &NodeRef, key: char) {
        let key = key.to_string();
        let down = self.send_event(node, "keydown", &[("key", &key)]);
        if !down.is_prevented() && attribute(node, "readonly").is_none() {
            self.insert_text(node, 0, &key);
            self.send_event(
                node,
                "input",
                &[("data", &key), ("inputType", "insertText")],
            );
        }
        self.send_event(node, "keyup", &[("key", &key)]);
    }

    fn compose_step(&self, node: &NodeRef, before: &str, step: &str) {
        self.send_event(node, "compositionupdate", &[]);
        self.insert_text(node, before.encode_utf16().count(), step);
        self.send_event(node, "input", &[("isComposing", "true")]);
    }

    /// Replaces so many units before the caret, and the selection, with a text.
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

    pub(super) fn user_value(&self, node: &NodeRef, text: &str) {
        if tag(node) == "select" {
            return self.put_property(node, "value", Value::Text(text.to_owned()));
        }
        self.enter_text(node, text, text.encode_utf16().count() as u32);
    }
}

fn is_focusable(node: &NodeRef) -> bool {
    let is_control = matches!(
        tag(node).as_str(),
        "input" | "textarea" | "select" | "button" | "a"
    );
    (is_control || attribute(node, "tabindex").is_some()) && !is_disabled(node)
}
