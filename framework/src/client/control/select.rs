//! The choice of a select, whose options come and go.

use super::sort::CHOICE;
use crate::client::dom::{Dom, Host, Neighbour, Node};
use crate::client::page;
use crate::part::Value;

/// Separates several choices in the attribute `value` of a select.
const SEPARATOR: char = '\u{1f}';

/// A select whose options are about to change, with its choice.
pub(in crate::client) type Changing = Option<(Node, Value)>;

/// Notes the choice of the select around an element whose content is about to change.
pub(in crate::client) fn changing(dom: &Host, parent: &Node) -> Changing {
    let select = dom.select_around(parent)?;
    let before = chosen(dom, &select);
    Some((select, before))
}

/// Chooses the options of a select again, if it has lost its choice, or if one was not there yet.
pub(in crate::client) fn changed(dom: &Host, changing: Changing) {
    if let Some((select, before)) = changing
        && let Some(said) = said_choice(dom, &select)
        && (chosen(dom, &select) != before || is_part_of(&before, &said))
    {
        choose(dom, &select, &said);
        let now = chosen(dom, &select);
        page::current().controls.of(&select, |_, entry| {
            entry.shown = Some((entry.said.clone(), now.clone()));
        });
    }
}

/// Returns whether all of these choices are among others.
fn is_part_of(before: &Value, said: &Value) -> bool {
    match (before, said) {
        (Value::List(before), Value::List(said)) => before.iter().all(|each| said.contains(each)),
        _ => false,
    }
}

/// Chooses the options of a select in new content, once they are there.
pub(in crate::client) fn choose_said(dom: &Host, select: &Node) {
    if let Some(said) = said_choice(dom, select) {
        choose(dom, select, &said);
    }
}

pub(super) fn said_choice(dom: &Host, select: &Node) -> Option<Value> {
    let said = dom.attribute(select, "value")?;
    Some(match is_multiple(dom, select) {
        true if said.is_empty() => Value::List(Vec::new()),
        true => CHOICE.state(Value::List(
            said.split(SEPARATOR).map(str::to_owned).collect(),
        )),
        false => Value::Text(said),
    })
}

pub(super) fn set_choice(dom: &Host, select: &Node, value: &Value) {
    let text = match value {
        Value::List(chosen) => chosen.join(SEPARATOR.encode_utf8(&mut [0; 4])),
        value => value.text().unwrap_or_default().to_owned(),
    };
    dom.set_attribute(select, "value", Some(&text));
}

fn is_multiple(dom: &Host, select: &Node) -> bool {
    dom.property(select, "multiple") == Value::Present
}

/// Returns the value of a select's chosen option, or of its options.
pub(in crate::client) fn chosen(dom: &Host, select: &Node) -> Value {
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

pub(super) fn choose(dom: &Host, select: &Node, value: &Value) {
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
    let mut child = dom.go(node, Neighbour::First);
    while let Some(node) = child {
        match dom.property_text(&node, "localName").as_deref() {
            Some("option") => f(&node),
            _ => each_option(dom, &node, f),
        }
        child = dom.go(&node, Neighbour::Next);
    }
}
