//! Driving a target with a value: the last step of a binding, and of an update that sets something.
//!
//! Only what is bound is touched, so that what others have done to the document stays. Each kind of target has a
//! function of its own, and a binding refers to the one that it needs, so that an artifact contains those that it uses.

use super::control::{self, Sort};
use super::dom::{Dom, Host, Node};
use super::locate::{self, Origin, Piece};
use super::page::Page;
use crate::part::{Control, Locator, Target, Value};

/// Finds a binding's target, and gives what drives it from then on; none if the target is not there.
pub type Begin = fn(&Page, &Origin, Locator, Target) -> Option<Drive>;

/// Makes a target what a value says. If the server has rendered the value, there is nothing to do but to note it.
pub type Drive = Box<dyn Fn(&Page, Value, Written)>;

/// Whether the document says already what a value does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// The server has written it.
    Already,
    /// Not as far as we know.
    NotYet,
}

/// What begins a binding of this target. Always inlined: with a target that is constant, the choice is made when
/// the artifact is compiled.
#[inline(always)]
pub const fn begin(target: &Target) -> Begin {
    match target {
        Target::Text => text,
        Target::Attribute(_) => {
            |page, origin, at, target| element(page, origin, at, target, set_attribute)
        }
        Target::Class(_) => |page, origin, at, target| element(page, origin, at, target, set_class),
        Target::Style(_) => |page, origin, at, target| element(page, origin, at, target, set_style),
        Target::Html => |page, origin, at, target| element(page, origin, at, target, set_html),
        Target::Property(_) => property,
        Target::Control(Control::Choice) => {
            |page, origin, at, _| control::begin(page, origin, at, Sort::of(Control::Choice))
        }
        Target::Control(Control::Box) => {
            |page, origin, at, _| control::begin(page, origin, at, Sort::of(Control::Box))
        }
        Target::Control(Control::Field | Control::Area) => {
            |page, origin, at, _| control::begin(page, origin, at, Sort::of(Control::Field))
        }
    }
}

fn text(page: &Page, origin: &Origin, at: Locator, _: Target) -> Option<Drive> {
    let piece = locate::text(&page.dom, origin, at.0)?;
    Some(Box::new(move |page, value, written| {
        if written == Written::NotYet {
            set_text(&page.dom, &piece, value.text().unwrap_or(""));
        }
    }))
}

/// Sets what a name stands for on an element.
type Set = fn(&Host, &Node, &str, &Value);

fn element(page: &Page, origin: &Origin, at: Locator, target: Target, set: Set) -> Option<Drive> {
    let node = locate::element(&page.dom, origin, at.0)?;
    let name = name(target);
    Some(Box::new(move |page, value, written| {
        if written == Written::NotYet {
            set(&page.dom, &node, name, &value);
        }
    }))
}

/// Sets it from the start: most properties no markup could have said.
fn property(page: &Page, origin: &Origin, at: Locator, target: Target) -> Option<Drive> {
    let node = locate::element(&page.dom, origin, at.0)?;
    let name = name(target);
    Some(Box::new(move |page, value, _| {
        set_property(&page.dom, &node, name, &value)
    }))
}

/// Sets a target of a region, wherever the value comes from. Does nothing if it is not there.
pub fn set(dom: &Host, origin: &Origin, at: &[u8], target: Target<&str>, value: &Value) {
    if target == Target::Text {
        if let Some(piece) = locate::text(dom, origin, at) {
            set_text(dom, &piece, value.text().unwrap_or(""));
        }
    } else if let Some(node) = locate::element(dom, origin, at) {
        set_on(dom, &node, target, value);
    }
}

/// Sets a target on an element.
pub fn set_on(dom: &Host, node: &Node, target: Target<&str>, value: &Value) {
    let set = match target {
        Target::Attribute(_) => set_attribute,
        Target::Property(_) => set_property,
        Target::Class(_) => set_class,
        Target::Style(_) => set_style,
        Target::Html | Target::Text => set_html,
        Target::Control(control) => return control::fill(dom, node, control, value.clone()),
    };
    set(dom, node, name(target), value);
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

fn set_attribute(dom: &Host, node: &Node, name: &str, value: &Value) {
    let text = match value {
        Value::Present => Some(""),
        value => value.text(),
    };
    dom.set_attribute(node, name, text);
}

fn set_class(dom: &Host, node: &Node, name: &str, value: &Value) {
    dom.set_class(node, name, *value != Value::Absent);
}

fn set_style(dom: &Host, node: &Node, name: &str, value: &Value) {
    dom.set_style(node, name, value.text());
}

fn set_html(dom: &Host, node: &Node, _: &str, value: &Value) {
    dom.set_html(node, value.text().unwrap_or(""));
}

/// A property that has the value already is left alone: setting some does more than that.
fn set_property(dom: &Host, node: &Node, name: &str, value: &Value) {
    let empty = Value::Text(String::new());
    let value = match value {
        Value::Absent if name == "value" => &empty,
        value => value,
    };
    if !dom.property_is(node, name, value) {
        dom.set_property(node, name, value);
    }
}

fn name(target: Target<&str>) -> &str {
    match target {
        Target::Attribute(name)
        | Target::Property(name)
        | Target::Class(name)
        | Target::Style(name) => name,
        Target::Text | Target::Html | Target::Control(_) => "",
    }
}
