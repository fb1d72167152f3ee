//! Properties of elements, and of form controls above all: what a user has typed is beside the markup, not in it.

use kuchikikiki::NodeRef;

use super::{Sim, attribute, set_attribute};
use crate::part::Value;

impl Sim {
    /// A property of an element.
    pub fn property(&self, node: &NodeRef, name: &str) -> Value {
        let own = self.beside(node, |beside| beside.properties.get(name).cloned());
        own.unwrap_or_else(|| self.initial(node, name))
    }

    pub(super) fn put_property(&self, node: &NodeRef, name: &str, value: Value) {
        if (name, tag(node).as_str()) == ("value", "select") {
            return self.select_option(node, &value);
        }
        if name == "checked" && value == Value::Present {
            self.uncheck_group(node);
        }
        match reflected(name) {
            Some(name) => set_attribute(node, name, text(&value)),
            None => self.beside(node, |beside| {
                beside.properties.insert(name.to_owned(), value);
            }),
        }
    }

    /// A property that nobody has set: from the markup.
    fn initial(&self, node: &NodeRef, name: &str) -> Value {
        match (name, tag(node).as_str()) {
            ("value", "textarea") => Value::Text(node.text_contents()),
            ("value", "select") => self.chosen(node),
            ("value", "option") => Value::Text(
                attribute(node, "value").unwrap_or_else(|| node.text_contents().trim().to_owned()),
            ),
            ("value", "input") => Value::Text(attribute(node, "value").unwrap_or_default()),
            ("checked" | "selected" | "disabled" | "hidden" | "open", _) => {
                match attribute(node, name) {
                    Some(_) => Value::Present,
                    None => Value::Absent,
                }
            }
            _ => match attribute(node, reflected(name).unwrap_or(name)) {
                Some(value) => Value::Text(value),
                None => Value::Absent,
            },
        }
    }

    /// The value of a select's chosen option; without one, the first option's.
    fn chosen(&self, select: &NodeRef) -> Value {
        let options = options(select);
        let chosen = options
            .iter()
            .find(|option| self.property(option, "selected") == Value::Present);
        chosen
            .or(options.first())
            .map_or(Value::Text(String::new()), |option| {
                self.property(option, "value")
            })
    }

    fn select_option(&self, select: &NodeRef, value: &Value) {
        for option in options(select) {
            let chosen = if self.property(&option, "value") == *value {
                Value::Present
            } else {
                Value::Absent
            };
            self.put_property(&option, "selected", chosen);
        }
    }

    /// Of the radio buttons of one name, at most one is checked.
    fn uncheck_group(&self, node: &NodeRef) {
        let (Some("radio"), Some(name)) =
            (attribute(node, "type").as_deref(), attribute(node, "name"))
        else {
            return;
        };
        let selector = format!("input[type=radio][name='{name}']");
        for other in self.0.document.select(&selector).into_iter().flatten() {
            self.beside(other.as_node(), |beside| {
                beside
                    .properties
                    .insert("checked".to_owned(), Value::Absent);
            });
        }
    }
}

pub(super) fn tag(node: &NodeRef) -> String {
    node.as_element()
        .map(|element| element.name.local.to_string())
        .unwrap_or_default()
}

pub(super) fn options(select: &NodeRef) -> Vec<NodeRef> {
    select
        .select("option")
        .map(|found| found.map(|option| option.as_node().clone()).collect())
        .unwrap_or_default()
}

/// The attribute that a property is only another name for.
fn reflected(property: &str) -> Option<&'static str> {
    match property {
        "className" => Some("class"),
        "id" => Some("id"),
        "htmlFor" => Some("for"),
        "title" => Some("title"),
        _ => None,
    }
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Absent => None,
        Value::Present => Some(""),
        Value::Text(text) => Some(text),
    }
}
