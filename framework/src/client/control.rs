//! Form controls: the only module that knows a control's state, and who may change it.
//!
//! * A control shows the value of its binding. Nothing is written to a control that shows the value already, even in
//!   another form: `1.50` shows the number 1.5, and the form that the browser gives to a value (of `red` in a color
//!   field) shows that value.
//! * Input of a person has priority until it is answered. While a text is composed, while its events are still to be
//!   replayed, and on a page with a session until the server has answered ([`super::live`]), nothing is written over
//!   it. The caret keeps its place in the text.
//! * Handlers are told of changes without an event: values that the browser filled in, restored, or reset. A control
//!   with the value of its markup was not changed.

mod said;
mod select;
mod sort;

use std::cell::{Cell, RefCell};

pub(super) use self::said::{fill, note, note_bound, put, set_default, show_said};
use self::select::set_choice;
pub(super) use self::select::{Changing, changed, changing, choose_said, chosen};
pub(super) use self::sort::Sort;
use super::bind::{Drive, Written};
use super::dom::{Dom, Host, Node};
use super::event::RawEvent;
use super::page::{Page, Trace};
use crate::part::{Locator, Value};
use crate::wire::number::Region;

/// The controls of a page whose bindings run in the browser.
#[derive(Default)]
pub(super) struct Controls {
    entries: RefCell<Vec<Option<BoundControl>>>,
    /// The control in which a text is being composed.
    composing: RefCell<Option<Node>>,
}

struct BoundControl {
    node: Node,
    sort: &'static Sort,
    /// The last result of its binding.
    said: Value,
    /// The value of the binding when it was shown last, and the control's state after that.
    shown: Option<(Value, Value)>,
    /// The control's state when handlers were told of it last.
    told: Option<Value>,
    /// True if a person has changed it, and the event is still to be replayed.
    is_ahead: bool,
    /// True if a value was not shown because of a person's input.
    is_owed: bool,
}

/// Finds a control, and returns the function that sets it from then on.
pub(super) fn begin(
    page: &Page,
    region: Region,
    at: Locator,
    sort: &'static Sort,
) -> Option<Drive> {
    let node = page.dom.element(region, at.0)?;
    let index = enter(page, region, &node, sort);
    let is_first = Cell::new(true);
    Some(Box::new(move |page, value, written| {
        let value = sort.state(value);
        if written == Written::NotYet {
            if is_first.get() {
                set_default(&page.dom, &node, sort, &value);
            } else if sort.is_choice() {
                set_choice(&page.dom, &node, &value);
            }
        }
        is_first.set(false);
        page.controls.say(index, value);
        if written == Written::NotYet {
            show(page, index);
        }
    }))
}

fn enter(page: &Page, region: Region, node: &Node, sort: &'static Sort) -> usize {
    if page.controls.entries.borrow().is_empty() {
        page.after_resume.set(Some(|page, is_first| match is_first {
            true => report(page, true),
            false => show_choices(page),
        }));
        page.hook("pageshow", |page, _| report(page, false));
        page.hook("input", hear);
        page.hook("change", hear);
        page.hook_late("compositionend", composed);
        // A form is reset after all listeners have run.
        page.hook("reset", |page, _| page.after(0, Box::new(follow_reset)));
    }
    let mut entries = page.controls.entries.borrow_mut();
    entries.push(Some(BoundControl {
        node: node.clone(),
        sort,
        said: Value::Absent,
        shown: None,
        told: None,
        is_ahead: false,
        is_owed: false,
    }));
    let index = entries.len() - 1;
    page.trace(region, Trace::Control(index));
    index
}

impl Controls {
    fn say(&self, index: usize, value: Value) {
        if let Some(entry) = &mut self.entries.borrow_mut()[index] {
            entry.said = value;
        }
    }

    /// Removes a control that is gone.
    pub(super) fn remove(&self, index: usize) {
        self.entries.borrow_mut()[index] = None;
    }

    /// Calls `f` for each binding of this element.
    fn of(&self, node: &Node, mut f: impl FnMut(usize, &mut BoundControl)) {
        let mut entries = self.entries.borrow_mut();
        for (index, entry) in entries.iter_mut().enumerate() {
            if let Some(entry) = entry.as_mut().filter(|entry| entry.node == *node) {
                f(index, entry);
            }
        }
    }

    fn has(&self, node: &Node) -> bool {
        let mut has = false;
        self.of(node, |_, _| has = true);
        has
    }

    fn is_composing(&self, node: &Node) -> bool {
        self.composing.borrow().as_ref() == Some(node)
    }
}

impl BoundControl {
    /// Returns whether a control with this state shows the value of its binding.
    fn is_shown_by(&self, dom: &Host, now: &Value) -> bool {
        is_shown_by(dom, &self.said, now)
            || matches!(&self.shown, Some((said, held)) if *said == self.said && held == now)
    }
}

/// Shows choices again: there may be options that were not there before.
fn show_choices(page: &Page) {
    let count = page.controls.entries.borrow().len();
    for index in 0..count {
        let is_choice = |entry: &BoundControl| entry.sort.is_choice();
        let is_choice = page.controls.entries.borrow()[index]
            .as_ref()
            .is_some_and(is_choice);
        if is_choice {
            show(page, index);
        }
    }
}

/// Shows the value of a control's binding, unless a person's input has priority.
fn show(page: &Page, index: usize) {
    let dom = &page.dom;
    let mut entries = page.controls.entries.borrow_mut();
    let Some(entry) = &mut entries[index] else {
        return;
    };
    entry.is_owed = !entry.is_shown_by(dom, &entry.sort.read(dom, &entry.node));
    if !entry.is_owed || entry.is_ahead || withheld(page, &entry.node) {
        return;
    }
    entry.is_owed = false;
    entry.sort.write(dom, &entry.node, &entry.said);
    entry.shown = Some((entry.said.clone(), entry.sort.read(dom, &entry.node)));
}

fn withheld(page: &Page, node: &Node) -> bool {
    let held = page.link.get().zip(page.registry.controls_part());
    page.controls.is_composing(node)
        || held.is_some_and(|(link, controls)| (controls.withholds)(link.answers(), node))
}

/// Shows the value that was held back because of a person's input, which is finished. With `all`, shows the bindings'
/// values in any case.
pub(super) fn settle(page: &Page, node: &Node, all: bool) {
    let mut due = Vec::new();
    page.controls.of(node, |index, entry| {
        if entry.is_owed || all {
            due.push(index);
        }
    });
    due.into_iter().for_each(|index| show(page, index));
}

/// Returns whether a control with state `now` shows a value.
fn is_shown_by(dom: &Host, value: &Value, now: &Value) -> bool {
    match (value, now) {
        (Value::Number(number), Value::Text(text)) => {
            // JavaScript may take longer numbers for equal although they differ.
            text == number
                || number.len() < 16
                    && text.bytes().any(|byte| byte.is_ascii_digit())
                    && dom.is_same_number(text, number)
        }
        (value, now) => value == now,
    }
}

/// Handles an event of a control. A replayed event may be older than the control's state.
fn hear(page: &Page, event: &RawEvent) {
    let (dom, host) = (&page.dom, event.host());
    let Some(target) = dom.target(host) else {
        return;
    };
    let is_composing = dom.event_flag(host, "isComposing");
    page.controls
        .composing
        .replace(is_composing.then(|| target.clone()));
    page.controls.of(&target, |_, entry| {
        let now = entry.sort.read(dom, &entry.node);
        let then = match (&now, entry.sort.property) {
            (Value::List(_), _) => now.clone(),
            (_, "checked") if dom.event_flag(host, "checked") => Value::Present,
            (_, "checked") => Value::Absent,
            _ => Value::Text(dom.event_text(host, "value").unwrap_or_default()),
        };
        entry.is_ahead = then != now;
        entry.told = Some(now);
    });
}

fn composed(page: &Page, _: &RawEvent) {
    if let Some(node) = page.controls.composing.take() {
        settle(page, &node, false);
    }
}

/// Fires the events of controls that a person, or the browser for a person, has changed without an event.
fn report(page: &Page, is_start: bool) {
    for node in strays(page, is_start) {
        page.dom.fire(&node, "input");
        if page.dom.focused().as_ref() != Some(&node) {
            page.dom.fire(&node, "change");
        }
    }
}

/// Lets nothing be written over the state of controls whose events are still to be replayed.
pub(super) fn expect_told(page: &Page) {
    for entry in page.controls.entries.borrow_mut().iter_mut().flatten() {
        entry.is_ahead |= page.dom.is_told(&entry.node);
    }
}

fn strays(page: &Page, is_start: bool) -> Vec<Node> {
    let dom = &page.dom;
    let mut strays = Vec::new();
    for entry in page.controls.entries.borrow_mut().iter_mut().flatten() {
        let now = entry.sort.read(dom, &entry.node);
        if is_start && dom.is_told(&entry.node) {
            // The events of the change come next.
            entry.is_ahead = true;
        } else if entry.is_ahead
            || entry.told.as_ref() == Some(&now)
            || entry.is_shown_by(dom, &now)
        {
            // Handlers have been told.
        } else if entry.shown.is_none() && entry.sort.is_untouched(dom, &entry.node, &now) {
            if entry.sort.is_choice() {
                entry.sort.write(dom, &entry.node, &entry.said);
            }
            entry.shown = Some((entry.said.clone(), entry.sort.read(dom, &entry.node)));
        } else if !is_left_radio(dom, &entry.node, &now) {
            strays.push(entry.node.clone());
        }
    }
    strays
}

/// Returns whether this is a radio button that lost its check to another one, whose event tells of both.
fn is_left_radio(dom: &Host, node: &Node, now: &Value) -> bool {
    *now == Value::Absent && dom.property_text(node, "type").as_deref() == Some("radio")
}

/// Handles the reset of a form: its controls have the values of their markup, and handlers are told.
fn follow_reset(page: &Page) {
    let dom = &page.dom;
    let mut reset = Vec::new();
    for entry in page.controls.entries.borrow().iter().flatten() {
        let now = entry.sort.read(dom, &entry.node);
        if !entry.is_shown_by(dom, &now)
            && entry.sort.is_untouched(dom, &entry.node, &now)
            && !is_left_radio(dom, &entry.node, &now)
        {
            reset.push(entry.node.clone());
        }
    }
    for node in reset {
        dom.fire(&node, "input");
        dom.fire(&node, "change");
    }
}
