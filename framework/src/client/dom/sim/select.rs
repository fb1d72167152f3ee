//! CSS selectors, and the states of controls that they can ask for.
//!
//! The parser of selectors knows elements and attributes. A state of a control, such as `:checked`, is neither: elements
//! in such a state have a mark while a selector with its name is matched.

use kuchikikiki::{NodeRef, Selectors};

use super::control::tag;
use super::guard::is_disabled;
use super::{Sim, attribute, set_attribute};
use crate::part::Value;

/// The mark: an attribute with the names of an element's states.
const MARK: &str = "_state";

/// The states that a selector can name.
const STATES: [State; 6] = [
    State::Checked,
    State::Disabled,
    State::Enabled,
    State::Focus,
    State::FocusWithin,
    State::Hover,
];

/// A state in which a control, a link or another element can be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Checked,
    Disabled,
    Enabled,
    Focus,
    FocusWithin,
    Hover,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::Focus => "focus",
            Self::FocusWithin => "focus-within",
            Self::Hover => "hover",
        }
    }
}

impl Sim {
    /// Returns the elements that a CSS selector matches; `None` if it is no selector, or one that is not known here.
    pub(super) fn matching(&self, selector: &str) -> Option<Vec<NodeRef>> {
        let (selectors, states) = parse(selector)?;
        let root = &self.0.document;
        let marked = self.mark(root, &states);
        let elements = selectors.filter(root.descendants().filter_map(NodeRef::into_element_ref));
        let found = elements.map(|element| element.as_node().clone()).collect();
        unmark(marked);
        Some(found)
    }

    /// Returns whether a CSS selector matches an element. One that is not known here matches none.
    pub(super) fn matches(&self, node: &NodeRef, selector: &str) -> bool {
        let Some((selectors, states)) = parse(selector) else {
            return false;
        };
        let marked = self.mark(&self.0.document, &states);
        let element = node.clone().into_element_ref();
        let is_match = element.is_some_and(|element| selectors.matches(&element));
        unmark(marked);
        is_match
    }

    fn mark(&self, root: &NodeRef, states: &[State]) -> Vec<NodeRef> {
        if states.is_empty() {
            return Vec::new();
        }
        let mut marked = Vec::new();
        for node in root.descendants() {
            let states = states.iter().filter(|state| self.is_in(&node, **state));
            let names: Vec<_> = states.map(|state| state.name()).collect();
            if !names.is_empty() {
                set_attribute(&node, MARK, Some(&names.join(" ")));
                marked.push(node);
            }
        }
        marked
    }

    fn is_in(&self, node: &NodeRef, state: State) -> bool {
        let is_within = |inner: Option<NodeRef>| {
            inner.is_some_and(|inner| inner.inclusive_ancestors().any(|outer| outer == *node))
        };
        match state {
            State::Checked => match tag(node).as_str() {
                "input" => {
                    let kind = attribute(node, "type").unwrap_or_default();
                    matches!(&*kind.to_ascii_lowercase(), "checkbox" | "radio")
                        && self.property(node, "checked") == Value::Present
                }
                "option" => self.property(node, "selected") == Value::Present,
                _ => false,
            },
            State::Disabled => can_be_disabled(node) && is_off(node),
            State::Enabled => can_be_disabled(node) && !is_off(node),
            State::Focus => self.0.focused.borrow().as_ref() == Some(node),
            State::FocusWithin => is_within(self.0.focused.borrow().clone()),
            State::Hover => is_within(self.0.hovered.borrow().clone()),
        }
    }
}

/// Returns whether an element is one that can be disabled.
fn can_be_disabled(node: &NodeRef) -> bool {
    let name = tag(node);
    matches!(
        name.as_str(),
        "button" | "input" | "select" | "textarea" | "fieldset" | "optgroup" | "option"
    )
}

fn is_off(node: &NodeRef) -> bool {
    attribute(node, "disabled").is_some() || is_disabled(node)
}

fn unmark(marked: Vec<NodeRef>) {
    for node in marked {
        set_attribute(&node, MARK, None);
    }
}

/// Parses a selector whose states are replaced by marks, and returns these states.
fn parse(selector: &str) -> Option<(Selectors, Vec<State>)> {
    let (mut written, mut states) = (String::new(), Vec::new());
    let (mut rest, mut quote) = (selector, None);
    while let Some(next) = rest.chars().next() {
        let named = rest.strip_prefix(':').filter(|_| quote.is_none());
        let end = |name: &str| {
            let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
            name.find(|c| !is_part(c)).unwrap_or(name.len())
        };
        if let Some(name) = named.map(|name| &name[..end(name)])
            && let Some(state) = STATES.iter().find(|state| state.name() == name)
        {
            written.push_str(&format!("[{MARK}~={name}]"));
            states.push(*state);
            rest = &rest[1 + name.len()..];
            continue;
        }
        match quote {
            Some(open) if open == next => quote = None,
            None if next == '"' || next == '\'' => quote = Some(next),
            _ => {}
        }
        written.push(next);
        rest = &rest[next.len_utf8()..];
    }
    // The parser takes these, and then they match nothing.
    let is_unknown = [":active", ":visited", ":indeterminate"]
        .iter()
        .any(|name| written.contains(name));
    let selectors = Selectors::compile(&written).ok()?;
    (!is_unknown).then_some((selectors, states))
}
