//! The sorts of controls: reading and writing the state of each.

use super::select::{choose, chosen};
use crate::client::dom::{Dom, Host, Node};
use crate::part::{Control, Value};

/// A sort of controls.
pub(in crate::client) struct Sort {
    pub(super) property: &'static str,
    /// The property with the value of the markup; empty for a select.
    pub(super) default: &'static str,
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

pub(super) static CHOICE: Sort = Sort {
    property: "value",
    default: "",
    read: |dom, node, _| chosen(dom, node),
    write: |dom, node, _, value| choose(dom, node, value),
};

impl Sort {
    /// Returns the sort of a control.
    pub(in crate::client) const fn of(control: Control) -> &'static Sort {
        match control {
            Control::Field | Control::Area => &TEXT,
            Control::Box => &BOX,
            Control::Choice => &CHOICE,
        }
    }

    /// Returns the sort of an element.
    pub(in crate::client) fn of_element(dom: &Host, node: &Node) -> &'static Sort {
        let text = |name| dom.property_text(node, name);
        match (text("localName").as_deref(), text("type").as_deref()) {
            (Some("select"), _) => &CHOICE,
            (_, Some("checkbox" | "radio")) => &BOX,
            _ => &TEXT,
        }
    }

    /// Returns whether further `input` events may come before the `change`.
    pub(in crate::client) fn is_text(&self) -> bool {
        std::ptr::eq(self, &TEXT)
    }

    pub(super) fn is_choice(&self) -> bool {
        self.default.is_empty()
    }

    pub(super) fn read(&self, dom: &Host, node: &Node) -> Value {
        (self.read)(dom, node, self.property)
    }

    pub(super) fn write(&self, dom: &Host, node: &Node, value: &Value) {
        (self.write)(dom, node, self.property, value);
    }

    /// Converts a value to the state that it sets.
    pub(super) fn state(&self, value: Value) -> Value {
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

    /// Returns whether a control with state `now` has the value of its markup.
    pub(super) fn is_untouched(&self, dom: &Host, node: &Node, now: &Value) -> bool {
        self.read(dom, &dom.pristine(node)) == *now
    }
}

/// Returns the texts in order, each once. There are few of them, and the sort of std would be a tenth of a client.
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

/// Writes a text. If the control has the focus, the caret keeps its place in the text.
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

/// Returns the place in a text that corresponds to a place in an earlier one, in UTF-16 units: with the same number of
/// units after it, if the text after it is unchanged; otherwise with the same number before the end.
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
