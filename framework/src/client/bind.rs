//! Driving a target with a value: the last step of a binding, and of an update that sets something.
//!
//! Only what is bound is touched, so that what others have done to the document stays.

use super::dom::{Dom, Host, Node};
use super::locate::{self, Origin, Piece};
use crate::part::{Target, Value};

/// A target that has been found.
#[derive(Clone)]
pub enum Found {
    /// A piece of text.
    Text(Piece),
    /// An element.
    Element(Node),
}

/// Finds the target at a place of a region.
pub fn find(dom: &Host, origin: &Origin, at: &[u8], target: Target<&str>) -> Option<Found> {
    match target {
        Target::Text => locate::text(dom, origin, at).map(Found::Text),
        _ => locate::element(dom, origin, at).map(Found::Element),
    }
}

/// Makes the target what the value says.
pub fn apply(dom: &Host, found: &Found, target: Target<&str>, value: &Value) {
    let text = match value {
        Value::Absent => None,
        Value::Present => Some(""),
        Value::Text(text) => Some(text.as_str()),
    };
    match (found, target) {
        (Found::Text(piece), _) => set_text(dom, piece, text.unwrap_or("")),
        (Found::Element(node), Target::Attribute(name)) => dom.set_attribute(node, name, text),
        (Found::Element(node), Target::Property(name)) => set_property(dom, node, name, value),
        (Found::Element(node), Target::Class(name)) => dom.set_class(node, name, text.is_some()),
        (Found::Element(node), Target::Style(name)) => dom.set_style(node, name, text),
        (Found::Element(node), Target::Html | Target::Text) => {
            dom.set_html(node, text.unwrap_or(""))
        }
    }
}

/// Replaces a piece of text, and leaves what stands around it in its node.
pub fn set_text(
    dom: &Host,
    Piece {
        node,
        prefix,
        suffix,
    }: &Piece,
    text: &str,
) {
    let count = dom.text_length(node).saturating_sub(prefix + suffix);
    dom.splice_text(node, *prefix, count, text);
}

/// A control that already holds the value is left alone: setting it would move the caret.
fn set_property(dom: &Host, node: &Node, name: &str, value: &Value) {
    let empty = Value::Text(String::new());
    let value = if (name, value) == ("value", &Value::Absent) {
        &empty
    } else {
        value
    };
    if !dom.property_is(node, name, value) {
        dom.set_property(node, name, value);
    }
}
