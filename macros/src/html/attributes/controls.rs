//! Checks the attributes that set the state of a form control.

use super::bind_name;
use crate::diagnostic::{Diagnostics, Problem, SourceRange};
use crate::view::{Attribute, Bind, BindTarget, Element, ViewNode};

/// Reports states that the control cannot have, and states that two attributes set.
pub fn check(element: &Element, diagnostics: &mut Diagnostics) {
    if !["input", "select", "textarea"].contains(&element.name.text.as_str()) {
        return;
    }
    let kind = kind(element);
    let mut said: Option<StateAttribute> = None;
    for attribute in &element.attributes {
        let Some(next) = StateAttribute::by(element, attribute) else {
            continue;
        };
        if let Some(problem) = unfit(&next, kind.as_deref())
            .or_else(|| contradiction(said.as_ref(), &next, kind.as_deref()))
        {
            diagnostics.report(next.place, problem);
        }
        said = said.filter(|said| !said.starts).or(Some(next));
    }
    if let Some(said) = said.filter(|said| !said.starts)
        && element.name.text == "textarea"
        && element.children.iter().any(is_content)
    {
        let directive = said.name;
        diagnostics.report(said.place, Problem::StateBesideContent { directive });
    }
    for attribute in &element.attributes {
        if let Attribute::Bind(bind) = attribute {
            group(bind, element, kind.as_deref(), diagnostics);
        }
    }
}

/// An attribute that sets the state of a control.
struct StateAttribute {
    name: String,
    property: &'static str,
    place: SourceRange,
    /// True if it only sets the initial state.
    starts: bool,
}

impl StateAttribute {
    fn by(element: &Element, attribute: &Attribute) -> Option<StateAttribute> {
        let property = |name: &str| {
            ["value", "checked"]
                .into_iter()
                .find(|known| *known == name)
        };
        match attribute {
            Attribute::Bind(bind) => Some(StateAttribute {
                name: bind_name(bind).to_owned(),
                property: match bind.target {
                    BindTarget::Value => "value",
                    BindTarget::Checked | BindTarget::Group => "checked",
                    BindTarget::Open => return None,
                },
                place: bind.place,
                starts: false,
            }),
            Attribute::Prop { name, .. } => Some(StateAttribute {
                name: format!("prop:{}", name.text),
                property: property(&name.text)?,
                place: name.place,
                starts: false,
            }),
            Attribute::Static { name, .. }
            | Attribute::Dynamic { name, .. }
            | Attribute::Flag { name } => Some(StateAttribute {
                name: name.text.clone(),
                property: property(&name.text)?,
                place: name.place,
                starts: element.name.text == "input",
            }),
            _ => None,
        }
    }
}

fn unfit(said: &StateAttribute, kind: Option<&str>) -> Option<Problem> {
    let kind = kind?;
    let is_bound = said.name.starts_with("bind:");
    let instead = match (said.property, kind) {
        ("value", "file") if !said.starts => {
            "a page cannot say which files are chosen; listen to `on:change`"
        }
        ("value", "checkbox") if is_bound => {
            "write `bind:checked`, or `bind:group` for one of several"
        }
        ("value", "radio") if is_bound => "write `bind:group`",
        ("value", "submit" | "reset" | "button" | "image") if is_bound => {
            "nobody enters anything there; write `value=`"
        }
        ("checked", "checkbox" | "radio") => return None,
        ("checked", _) => "only `type=\"checkbox\"` and `type=\"radio\"` are checked",
        _ => return None,
    };
    Some(Problem::UnfitControl {
        directive: said.name.clone(),
        kind: kind.to_owned(),
        instead: instead.to_owned(),
    })
}

/// Reports a second attribute for the same state. The `value` of a checkbox or radio button is not a state: it is the
/// value that checking it selects.
fn contradiction(
    before: Option<&StateAttribute>,
    next: &StateAttribute,
    kind: Option<&str>,
) -> Option<Problem> {
    let before = before?;
    let is_meaning = next.property == "value"
        && matches!(
            kind,
            Some("checkbox" | "radio" | "submit" | "reset" | "button" | "image")
        );
    let is_twice = before.property == next.property && before.name != next.name;
    (is_twice && !is_meaning).then(|| Problem::TwoStates {
        first: before.name.clone(),
        second: next.name.clone(),
    })
}

fn group(bind: &Bind, element: &Element, kind: Option<&str>, diagnostics: &mut Diagnostics) {
    if bind.target == BindTarget::Group {
        let has_value = element.attributes.iter().any(|attribute| {
            matches!(attribute, Attribute::Static { name, .. } | Attribute::Dynamic { name, .. } if name.text == "value")
        });
        if !has_value || kind.is_none() && !has_type(element) {
            diagnostics.report(bind.place, Problem::GroupWithoutValue {});
        }
    }
}

/// Returns the `type` of an input, if it is written.
fn kind(element: &Element) -> Option<String> {
    element
        .attributes
        .iter()
        .find_map(|attribute| match attribute {
            Attribute::Static { name, value } if name.text == "type" => {
                Some(value.to_ascii_lowercase())
            }
            _ => None,
        })
}

fn has_type(element: &Element) -> bool {
    element.attributes.iter().any(
        |attribute| matches!(attribute, Attribute::Dynamic { name, .. } if name.text == "type"),
    )
}

fn is_content(node: &ViewNode) -> bool {
    !matches!(node, ViewNode::Text(text) if text.value.trim().is_empty())
}
