//! Form controls: the one place that knows a control's state, and who may change it.
//!
//! * A control shows what its binding says. Nothing is written to one that shows it already, if as another text: `1.50`
//!   shows the number 1.5, and what the browser makes of a value (`red` in a color field) shows that value.
//! * What a person does wins until it is answered: while a text is composed, while events of it are still to be
//!   replayed, and on a live page until the server has had its say ([`super::live`]), nothing is written over it. The
//!   caret stays where it is in the text.
//! * Handlers hear of what a person did without an event: what the browser filled in, restored, or reset. A control that
//!   holds what its markup says was touched by nobody.

use std::cell::{Cell, RefCell};

use super::bind::{Drive, Written};
use super::dom::{Dom, Host, Node, Way};
use super::event::RawEvent;
use super::locate::{self, Origin};
use super::page::{self, Page, Trace};
use crate::part::{Control, Locator, Value};
use crate::wire::number::Region;

/// The controls of a page whose bindings run in the browser.
#[derive(Default)]
pub(super) struct Controls {
    entries: RefCell<Vec<Option<Entry>>>,
    /// The control in which a text is being composed.
    composing: RefCell<Option<Node>>,
}

struct Entry {
    node: Node,
    sort: &'static Sort,
    /// What its binding has computed last.
    said: Value,
    /// What its binding said when it was shown last, and what the control made of it.
    shown: Option<(Value, Value)>,
    /// What it held when handlers heard of it last.
    told: Option<Value>,
    /// A person has changed it, and the event that tells of it is still to be replayed.
    is_ahead: bool,
    /// A value was not shown because of what a person was doing.
    is_owed: bool,
}

/// The controls of one sort, as the document sees them.
pub(super) struct Sort {
    property: &'static str,
    /// The property of what its markup says.
    default: &'static str,
    read: fn(&Host, &Node, &'static str) -> Value,
    write: fn(&Host, &Node, &'static str, &Value),
}

static TEXT: Sort = Sort {
    property: "value",
    default: "defaultValue",
    read: |dom, node, property| dom.property(node, property),
    write: write_text,
};

static BOX: Sort = Sort {
    property: "checked",
    default: "defaultChecked",
    read: |dom, node, property| dom.property(node, property),
    write: |dom, node, property, value| dom.set_property(node, property, value),
};

static CHOICE: Sort = Sort {
    property: "value",
    default: "",
    read: |dom, node, _| chosen(dom, node),
    write: |dom, node, _, value| choose(dom, node, value),
};

impl Sort {
    /// The sort of a control.
    pub(super) const fn of(control: Control) -> &'static Sort {
        match control {
            Control::Field | Control::Area => &TEXT,
            Control::Box => &BOX,
            Control::Choice => &CHOICE,
        }
    }

    /// The sort of the control that an element is.
    pub(super) fn of_element(dom: &Host, node: &Node) -> &'static Sort {
        let text = |name| dom.property_text(node, name);
        match (text("localName").as_deref(), text("type").as_deref()) {
            (Some("select"), _) => &CHOICE,
            (_, Some("checkbox" | "radio")) => &BOX,
            _ => &TEXT,
        }
    }

    /// Returns whether an `input` event may be followed by others before the `change`.
    pub(super) fn is_text(&self) -> bool {
        std::ptr::eq(self, &TEXT)
    }

    fn is_choice(&self) -> bool {
        self.default.is_empty()
    }

    fn read(&self, dom: &Host, node: &Node) -> Value {
        (self.read)(dom, node, self.property)
    }

    fn write(&self, dom: &Host, node: &Node, value: &Value) {
        (self.write)(dom, node, self.property, value);
    }

    /// The state that a value means.
    fn state(&self, value: Value) -> Value {
        match (value, self.property) {
            (Value::Absent | Value::Off, "checked") => Value::Absent,
            (_, "checked") => Value::Present,
            (Value::Absent | Value::Off, _) => Value::Text(String::new()),
            (Value::Present, _) => Value::Text("true".to_owned()),
            (Value::Number(text), _) if self.is_choice() => Value::Text(text),
            (Value::List(chosen), _) => Value::List(sorted(chosen)),
            (value, _) => value,
        }
    }
}

/// Returns the texts in order, each once. They are few, and the sort of std's is a tenth of a client.
fn sorted(texts: Vec<String>) -> Vec<String> {
    let mut sorted = Vec::<String>::new();
    for text in texts {
        let at = sorted.iter().position(|other| *other >= text);
        match at {
            Some(at) if sorted[at] == text => {}
            at => sorted.insert(at.unwrap_or(sorted.len()), text),
        }
    }
    sorted
}

/// Finds a control, and returns what drives it from then on.
pub(super) fn begin(
    page: &Page,
    origin: &Origin,
    at: Locator,
    sort: &'static Sort,
) -> Option<Drive> {
    let node = locate::element(&page.dom, origin, at.0)?;
    let index = enter(page, origin.region, &node, sort);
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
        page.after_resume.set(Some(|page| report(page, true)));
        page.hook("pageshow", |page, _| report(page, false));
        page.hook("input", hear);
        page.hook("change", hear);
        page.hook_late("compositionend", composed);
        // A form is reset after all have heard of it.
        page.hook("reset", |page, _| page.after(0, Box::new(follow_reset)));
    }
    let mut entries = page.controls.entries.borrow_mut();
    entries.push(Some(Entry {
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

    /// Takes a control out that is gone.
    pub(super) fn remove(&self, index: usize) {
        self.entries.borrow_mut()[index] = None;
    }

    /// Calls `f` for each control that this element is.
    fn of(&self, node: &Node, mut f: impl FnMut(usize, &mut Entry)) {
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

impl Entry {
    /// Returns whether the control shows what its binding says, when it holds this.
    fn is_shown_by(&self, dom: &Host, now: &Value) -> bool {
        is_shown_by(dom, &self.said, now)
            || matches!(&self.shown, Some((said, held)) if *said == self.said && held == now)
    }
}

/// Shows what a control's binding says, unless a person is ahead of it.
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

/// Shows what was not shown because of a person, who has finished. With `all`, shows what the bindings say in any case.
pub(super) fn settle(page: &Page, node: &Node, all: bool) {
    let mut due = Vec::new();
    page.controls.of(node, |index, entry| {
        if entry.is_owed || all {
            due.push(index);
        }
    });
    due.into_iter().for_each(|index| show(page, index));
}

/// Returns whether a value is shown by a control that holds `now`.
fn is_shown_by(dom: &Host, value: &Value, now: &Value) -> bool {
    match (value, now) {
        (Value::Number(number), Value::Text(text)) => {
            // Longer numbers may be different ones, and the same to JavaScript.
            text == number
                || number.len() < 16
                    && text.bytes().any(|byte| byte.is_ascii_digit())
                    && dom.is_same_number(text, number)
        }
        (value, now) => value == now,
    }
}

/// An event has told of a control. One that is replayed may tell of less than has happened since.
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

/// Tells handlers of the controls that a person, or the browser in a person's place, has changed without an event.
fn report(page: &Page, is_start: bool) {
    for node in strays(page, is_start) {
        page.dom.fire(&node, "input");
        if page.dom.focused().as_ref() != Some(&node) {
            page.dom.fire(&node, "change");
        }
    }
}

fn strays(page: &Page, is_start: bool) -> Vec<Node> {
    let dom = &page.dom;
    let mut strays = Vec::new();
    for entry in page.controls.entries.borrow_mut().iter_mut().flatten() {
        let now = entry.sort.read(dom, &entry.node);
        if is_start && dom.is_told(&entry.node) {
            // The events that tell of it come next.
            entry.is_ahead = true;
        } else if entry.is_ahead
            || entry.told.as_ref() == Some(&now)
            || entry.is_shown_by(dom, &now)
        {
            // Handlers know.
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

/// Returns whether this is a radio button that lost its check to another: only that one tells of it.
fn is_left_radio(dom: &Host, node: &Node, now: &Value) -> bool {
    *now == Value::Absent && dom.property_text(node, "type").as_deref() == Some("radio")
}

/// A form was reset: its controls hold what their markup says, and handlers hear of it.
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

impl Sort {
    /// Returns whether a control that holds `now` holds what its markup says.
    fn is_untouched(&self, dom: &Host, node: &Node, now: &Value) -> bool {
        self.read(dom, &dom.pristine(node)) == *now
    }
}

/// Writes a text, and leaves the caret of the control that has the focus where it is in the text.
fn write_text(dom: &Host, node: &Node, property: &'static str, value: &Value) {
    let is_focused = dom.focused().as_ref() == Some(node);
    let caret = dom.selection(node).filter(|_| is_focused);
    let before = caret.and_then(|_| dom.property_text(node, property));
    dom.set_property(node, property, value);
    if let (Some((start, end)), Some(before)) = (caret, before) {
        let after = dom.property_text(node, property).unwrap_or_default();
        let moved = |place| moved(place, &before, &after);
        dom.select(node, moved(start), moved(end));
    }
}

/// The place in a text that a place in an earlier one has become, in UTF-16 units: before the same end, if the end is the
/// same, else behind as much as before.
fn moved(place: u32, before: &str, after: &str) -> u32 {
    let length = |text: &str| text.encode_utf16().count() as u32;
    let pairs = before.chars().rev().zip(after.chars().rev());
    let same = pairs.take_while(|(before, after)| before == after);
    let kept: u32 = same.map(|(kept, _)| kept.len_utf16() as u32).sum();
    let behind = length(before).saturating_sub(place);
    let all = length(after);
    if kept >= behind {
        all - behind
    } else {
        place.min(all)
    }
}

// ---- Controls that the server speaks of.

/// Puts the first state into a control of new content, as the markup of a page does.
pub(super) fn set_default(dom: &Host, node: &Node, sort: &Sort, value: &Value) {
    if sort.is_choice() {
        set_choice(dom, node, value);
    } else {
        dom.set_property(node, sort.default, value);
    }
}

/// The same, with a value as it was sent.
pub(super) fn fill(dom: &Host, node: &Node, control: Control, value: Value) {
    let sort = Sort::of(control);
    set_default(dom, node, sort, &sort.state(value));
}

/// Takes note of what the server says of a control whose binding it runs itself.
pub(super) fn note(dom: &Host, node: &Node, sort: &Sort, value: &Value) {
    match (sort.is_choice(), value) {
        (true, _) => set_choice(dom, node, value),
        (false, Value::Absent) => dom.note(node, ""),
        (false, value) => dom.note(node, value.text().unwrap_or("true")),
    }
}

/// Takes note that the server runs the binding of a control. What it has said is what the markup says, if nothing else.
pub(super) fn note_bound(page: &Page, node: &Node) {
    let dom = &page.dom;
    let sort = Sort::of_element(dom, node);
    if !sort.is_choice() && !page.controls.has(node) && dom.noted(node).is_none() {
        note(dom, node, sort, &sort.read(dom, &dom.pristine(node)));
    }
}

/// Shows what the server says of a control.
pub(super) fn put(dom: &Host, node: &Node, sort: &Sort, value: Value) {
    let value = sort.state(value);
    if !is_shown_by(dom, &value, &sort.read(dom, node)) {
        sort.write(dom, node, &value);
    }
}

/// Shows what was said of a control last, by a binding that runs here or by the server.
pub(super) fn show_said(page: &Page, node: &Node) {
    if page.controls.has(node) {
        return settle(page, node, true);
    }
    let sort = Sort::of_element(&page.dom, node);
    let said = match sort.is_choice() {
        true => said_choice(&page.dom, node),
        false => page.dom.noted(node).map(|noted| match sort.property {
            "checked" if noted.is_empty() => Value::Absent,
            _ => Value::Text(noted),
        }),
    };
    if let Some(said) = said {
        put(&page.dom, node, sort, said);
    }
}

// ---- The choice of a select, whose options come and go.

/// Separates several choices in the attribute `value` of a select.
const SEPARATOR: char = '\u{1f}';

/// Changes what is in an element. A select around it that loses its choice by that chooses again what it should.
pub(super) fn changing(dom: &Host, parent: &Node, change: &mut dyn FnMut()) {
    let select = dom.select_around(parent);
    let before = select.as_ref().map(|select| chosen(dom, select));
    change();
    if let (Some(select), Some(before)) = (select, before)
        && let Some(said) = said_choice(dom, &select)
        && chosen(dom, &select) != before
    {
        choose(dom, &select, &said);
        let now = chosen(dom, &select);
        page::current().controls.of(&select, |_, entry| {
            entry.shown = Some((entry.said.clone(), now.clone()));
        });
    }
}

/// Chooses again what a select of new content should show, once its options are there.
pub(super) fn choose_said(dom: &Host, select: &Node) {
    if let Some(said) = said_choice(dom, select) {
        choose(dom, select, &said);
    }
}

fn said_choice(dom: &Host, select: &Node) -> Option<Value> {
    let said = dom.attribute(select, "value")?;
    Some(match is_multiple(dom, select) {
        true if said.is_empty() => Value::List(Vec::new()),
        true => CHOICE.state(Value::List(
            said.split(SEPARATOR).map(str::to_owned).collect(),
        )),
        false => Value::Text(said),
    })
}

fn set_choice(dom: &Host, select: &Node, value: &Value) {
    let text = match value {
        Value::List(chosen) => chosen.join(SEPARATOR.encode_utf8(&mut [0; 4])),
        value => value.text().unwrap_or_default().to_owned(),
    };
    dom.set_attribute(select, "value", Some(&text));
}

fn is_multiple(dom: &Host, select: &Node) -> bool {
    dom.property(select, "multiple") == Value::Present
}

/// The chosen option of a select, or options.
pub(super) fn chosen(dom: &Host, select: &Node) -> Value {
    if !is_multiple(dom, select) {
        return dom.property(select, "value");
    }
    let mut chosen = Vec::new();
    each_option(dom, select, &mut |option| {
        if dom.property(option, "selected") == Value::Present {
            chosen.extend(dom.property_text(option, "value"));
        }
    });
    CHOICE.state(Value::List(chosen))
}

fn choose(dom: &Host, select: &Node, value: &Value) {
    let Value::List(chosen) = value else {
        return dom.set_property(select, "value", value);
    };
    each_option(dom, select, &mut |option| {
        let own = dom.property_text(option, "value").unwrap_or_default();
        let selected = match chosen.contains(&own) {
            true => Value::Present,
            false => Value::Absent,
        };
        if dom.property(option, "selected") != selected {
            dom.set_property(option, "selected", &selected);
        }
    });
}

fn each_option(dom: &Host, node: &Node, f: &mut dyn FnMut(&Node)) {
    let mut child = dom.go(node, Way::First);
    while let Some(node) = child {
        match dom.property_text(&node, "localName").as_deref() {
            Some("option") => f(&node),
            _ => each_option(dom, &node, f),
        }
        child = dom.go(&node, Way::Next);
    }
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn a_caret_stays_where_it_is_in_the_text() {
        assert_eq!(moved(6, "HELLOx WORLD", "HELLOX WORLD"), 6);
        assert_eq!(moved(4, "1234", "123-4"), 5);
        assert_eq!(moved(2, "abc", "ABC"), 2);
        assert_eq!(moved(4, "  ab", "ab"), 2);
        assert_eq!(moved(5, "a b  ", "a b"), 3);
        assert_eq!(moved(3, "a\u{1f600}b", "A\u{1f600}b"), 3);
    }
}
