//! Sets a target to a value: the last step of a binding, and of an update that sets something.
//!
//! Only bound targets are touched, so changes that foreign code made to the document stay. Each kind of target has a
//! function of its own, and a binding refers to the one that it needs, so an artifact contains only those that it uses.
//!
//! A binding of the browser may show what another visitor has stored, so its values are checked by the same rules as
//! those that the server writes (`watershed_markup::attribute`): a refused attribute is removed, a refused property is
//! left alone. The server has checked the values that it sends.

use watershed_markup::attribute::{self, Sort, Words};

use super::control;
use super::dom::{Dom, Host, Node};
use super::page::Page;
use crate::part::{Control, Locator, Target, Value};
use crate::wire::number::Region;

/// Finds a binding's target, and returns the function that sets it from then on; `None` if the target is not there.
pub type Begin = fn(&Page, Region, Locator, Target) -> Option<Drive>;

/// Sets a target to a value. If the server has rendered the value, only notes it.
pub type Drive = Box<dyn Fn(&Page, Value, Written)>;

/// The state of a target before a value is set for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// The server has rendered the value.
    Already,
    /// The document may have another value.
    NotYet,
}

/// Returns the function that begins a binding of this target. Always inlined: with a constant target, the choice is
/// made when the artifact is compiled.
#[inline(always)]
pub const fn begin(target: &Target) -> Begin {
    match target {
        Target::Text => text,
        Target::Attribute(name) => attribute(attribute::sort(name)),
        Target::Class(_) => |page, region, at, target| element(page, region, at, target, set_class),
        Target::Style(_) => {
            |page, region, at, target| element(page, region, at, target, set_own_style)
        }
        Target::Html => |page, region, at, target| element(page, region, at, target, set_html),
        Target::Property(name) => match attribute::sort(name) {
            Sort::Plain | Sort::Words(_) => property,
            Sort::Address => |page, region, at, target| {
                element(page, region, at, target, |dom, node, name, value| {
                    if takes(dom, name, value, attribute::address) {
                        set_property(dom, node, name, value);
                    }
                })
            },
            Sort::Addresses | Sort::Style | Sort::Presentation | Sort::Code => {
                |page, region, at, target| {
                    element(page, region, at, target, |dom, node, name, value| {
                        if takes(dom, name, value, |text| attribute::sort(name).takes(text)) {
                            set_property(dom, node, name, value);
                        }
                    })
                }
            }
        },
        Target::Control(Control::Choice) => |page, region, at, _| {
            control::begin(page, region, at, control::Sort::of(Control::Choice))
        },
        Target::Control(Control::Box) => {
            |page, region, at, _| control::begin(page, region, at, control::Sort::of(Control::Box))
        }
        Target::Control(Control::Field | Control::Area) => |page, region, at, _| {
            control::begin(page, region, at, control::Sort::of(Control::Field))
        },
    }
}

/// Returns the function that begins a binding of an attribute of this sort.
#[inline(always)]
const fn attribute(sort: Sort) -> Begin {
    match sort {
        Sort::Plain => |page, region, at, target| element(page, region, at, target, set_attribute),
        Sort::Words(Words::TrueFalse) => |page, region, at, target| {
            element(page, region, at, target, |dom, node, name, value| {
                set_word(dom, node, name, value, Words::TrueFalse)
            })
        },
        Sort::Words(Words::YesNo) => |page, region, at, target| {
            element(page, region, at, target, |dom, node, name, value| {
                set_word(dom, node, name, value, Words::YesNo)
            })
        },
        Sort::Words(Words::OnOff) => |page, region, at, target| {
            element(page, region, at, target, |dom, node, name, value| {
                set_word(dom, node, name, value, Words::OnOff)
            })
        },
        Sort::Address => |page, region, at, target| {
            element(page, region, at, target, |dom, node, name, value| {
                set_if(dom, node, name, value, attribute::address)
            })
        },
        Sort::Addresses => |page, region, at, target| {
            element(page, region, at, target, |dom, node, name, value| {
                set_if(dom, node, name, value, |text| Sort::Addresses.takes(text))
            })
        },
        Sort::Style => |page, region, at, target| {
            element(page, region, at, target, |dom, node, name, value| {
                set_if(dom, node, name, value, |text| attribute::style(text, true))
            })
        },
        Sort::Presentation => |page, region, at, target| {
            element(page, region, at, target, |dom, node, name, value| {
                set_if(dom, node, name, value, attribute::presentation)
            })
        },
        Sort::Code => |page, region, at, target| {
            element(page, region, at, target, |dom, node, name, value| {
                set_if(dom, node, name, value, |_| false)
            })
        },
    }
}

fn text(page: &Page, region: Region, at: Locator, _: Target) -> Option<Drive> {
    let piece = page.dom.piece(region, at.0)?;
    Some(Box::new(move |page, value, written| {
        if written == Written::NotYet {
            page.dom.set_text(&piece, value.text().unwrap_or(""));
        }
    }))
}

/// Sets an attribute, property, class or style of an element.
type Set = fn(&Host, &Node, &str, &Value);

fn element(page: &Page, region: Region, at: Locator, target: Target, set: Set) -> Option<Drive> {
    let node = page.dom.element(region, at.0)?;
    let name = name(target);
    Some(Box::new(move |page, value, written| {
        if written == Written::NotYet {
            set(&page.dom, &node, name, &value);
        }
    }))
}

/// Sets the property from the start: markup cannot express most properties.
fn property(page: &Page, region: Region, at: Locator, target: Target) -> Option<Drive> {
    let node = page.dom.element(region, at.0)?;
    let name = name(target);
    Some(Box::new(move |page, value, _| {
        set_property(&page.dom, &node, name, &value)
    }))
}

/// Sets a target on an element, in the simulation: in a browser, the script beside the wasm does.
#[cfg(not(target_arch = "wasm32"))]
pub fn set_on(dom: &Host, node: &Node, target: Target<&str>, value: &Value) {
    let set = match target {
        Target::Attribute(_) => set_attribute,
        Target::Property(_) => set_property,
        Target::Class(_) => set_class,
        Target::Style(_) => set_style,
        Target::Html | Target::Text => set_html,
        Target::Control(control) => {
            if let Some(controls) = super::page::current().registry.controls_part() {
                (controls.fill)(dom, node, control, value.clone());
            }
            return;
        }
    };
    set(dom, node, name(target), value);
}

fn set_attribute(dom: &Host, node: &Node, name: &str, value: &Value) {
    dom.set_attribute(node, name, as_attribute(value));
}

fn as_attribute(value: &Value) -> Option<&str> {
    match value {
        Value::Present => Some(""),
        value => value.text(),
    }
}

/// Sets an attribute that has words for `true` and `false`.
fn set_word(dom: &Host, node: &Node, name: &str, value: &Value, words: Words) {
    let word = match value {
        Value::Present => Some(words.of(true)),
        Value::Off => Some(words.of(false)),
        value => as_attribute(value),
    };
    dom.set_attribute(node, name, word);
}

/// Sets an attribute if the value is allowed; otherwise removes it.
fn set_if(dom: &Host, node: &Node, name: &str, value: &Value, allowed: fn(&str) -> bool) {
    let value = as_attribute(value).filter(|_| takes(dom, name, value, allowed));
    dom.set_attribute(node, name, value);
}

/// Returns whether a value is allowed. A development build logs if it is not, with the component that has computed it.
#[inline]
fn takes(dom: &Host, name: &str, value: &Value, allowed: impl Fn(&str) -> bool) -> bool {
    let takes = as_attribute(value).is_none_or(allowed);
    #[cfg(debug_assertions)]
    if !takes {
        let value = as_attribute(value).unwrap_or_default();
        let refusal = attribute::refusal(name, value);
        let place = super::site::last().map(|component| format!("in `{component}`, "));
        let place = place.unwrap_or_default();
        super::dom::Surroundings::log(dom, &format!("watershed: {place}{refusal}"));
    }
    let _ = (dom, name);
    takes
}

fn set_class(dom: &Host, node: &Node, name: &str, value: &Value) {
    dom.set_class(node, name, value.is_on());
}

fn set_style(dom: &Host, node: &Node, name: &str, value: &Value) {
    dom.set_style(node, name, value.text());
}

/// Sets a style property to a value that the browser computed.
fn set_own_style(dom: &Host, node: &Node, name: &str, value: &Value) {
    let allowed = takes(dom, name, value, |text| attribute::style(text, false));
    set_style(
        dom,
        node,
        name,
        if allowed { value } else { &Value::Absent },
    );
}

fn set_html(dom: &Host, node: &Node, _: &str, value: &Value) {
    dom.set_html(node, value.text().unwrap_or(""));
}

/// Sets a property, unless it has the value already: setting some properties has further effects.
fn set_property(dom: &Host, node: &Node, name: &str, value: &Value) {
    let empty = Value::Text(String::new());
    let value = match value {
        Value::Absent | Value::Off if name == "value" => &empty,
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
