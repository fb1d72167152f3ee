//! Recognises the directives among the attributes of an element.

use syn::{Expr, ExprLit, Lit};

use super::ast::{Attribute, Bind, BindTarget, Event, Name};
use super::modifier::modifiers;
use super::name::{refuse_arguments, refuse_unnamed};
use super::spelling::closest;
use super::tag::{NamedAttribute, RawAttribute, RawValue};
use crate::diagnostic::{Diagnostics, Problem};

/// The words before a colon that say what an attribute does.
pub const DIRECTIVES: &[&str] = &["class", "style", "prop", "on", "bind", "let"];

/// The attributes of the framework's own.
pub const OWN_ATTRIBUTES: &[&str] = &["node_ref", "inner_html", "key"];

const BINDS: &[(&str, BindTarget)] = &[
    ("value", BindTarget::Value),
    ("checked", BindTarget::Checked),
    ("group", BindTarget::Group),
    ("open", BindTarget::Open),
];

/// Returns the names that `bind:` takes.
pub fn bound() -> impl Iterator<Item = &'static str> {
    BINDS.iter().map(|(name, _)| *name)
}

/// Prefixes that are no directives but part of the name of an attribute.
const NAMESPACES: &[&str] = &["xlink", "xml", "xmlns"];

/// Parses the attributes of the element `owner`. Those that it reports are left out.
pub fn attributes(
    owner: &Name,
    attributes: Vec<RawAttribute>,
    diagnostics: &mut Diagnostics,
) -> Vec<Attribute> {
    attributes
        .into_iter()
        .filter_map(|attribute| match attribute {
            RawAttribute::Named(attribute) => named(attribute, diagnostics),
            RawAttribute::Spread(value) => Some(Attribute::Spread(value)),
            RawAttribute::Let { place, .. } => {
                let name = owner.text.clone();
                diagnostics.report(place, Problem::LetOnElement { name });
                None
            }
        })
        .collect()
}

fn named(attribute: NamedAttribute, diagnostics: &mut Diagnostics) -> Option<Attribute> {
    if refuse_unnamed(&attribute.parts, diagnostics) {
        return None;
    }
    let prefix = attribute.parts[0].name.text.clone();
    if prefix != "on" {
        refuse_arguments(&attribute.parts, diagnostics);
    }
    match prefix.as_str() {
        _ if attribute.parts.len() == 1 => plain(attribute, diagnostics),
        "on" => event(attribute, diagnostics),
        "class" => class(attribute, diagnostics),
        "style" | "prop" => property(attribute, diagnostics),
        "bind" => bind(attribute, diagnostics),
        prefix if NAMESPACES.contains(&prefix) => plain(attribute, diagnostics),
        _ => {
            let problem = unknown_directive(prefix);
            diagnostics.report(attribute.parts[0].name.place, problem);
            None
        }
    }
}

fn unknown_directive(prefix: String) -> Problem {
    match closest(&prefix, DIRECTIVES.iter().copied()) {
        Some(meant) => Problem::MisspeltDirective {
            prefix,
            meant: meant.to_owned(),
        },
        None => Problem::UnknownDirective { prefix },
    }
}

/// Parses an attribute without a directive.
fn plain(attribute: NamedAttribute, diagnostics: &mut Diagnostics) -> Option<Attribute> {
    match attribute.name.text.as_str() {
        "node_ref" => needed(attribute, diagnostics).map(Attribute::NodeRef),
        "inner_html" => needed(attribute, diagnostics).map(Attribute::InnerHtml),
        "key" => needed(attribute, diagnostics).map(Attribute::Key),
        _ => match attribute.value {
            RawValue::None => Some(Attribute::Flag {
                name: attribute.name,
            }),
            RawValue::Given(value) => valued(attribute.name, *value, diagnostics),
            RawValue::Broken => None,
        },
    }
}

fn valued(name: Name, value: Expr, diagnostics: &mut Diagnostics) -> Option<Attribute> {
    match (name.text.as_str(), pair(&value)) {
        ("class", Some((name, condition))) => toggled(name, condition, diagnostics),
        ("style", Some((property, value))) => Some(Attribute::Style { property, value }),
        _ => Some(match literal(&value) {
            Some(value) => Attribute::Static { name, value },
            None => Attribute::Dynamic { name, value },
        }),
    }
}

/// Parses `("name", value)`.
fn pair(value: &Expr) -> Option<(Name, Expr)> {
    let Expr::Tuple(tuple) = value else {
        return None;
    };
    let mut elements = tuple.elems.iter();
    let (first, second) = (elements.next()?, elements.next()?);
    let Expr::Lit(ExprLit {
        lit: Lit::Str(text),
        ..
    }) = first
    else {
        return None;
    };
    let name = Name {
        text: text.value(),
        place: text.span().into(),
    };
    elements.next().is_none().then(|| (name, second.clone()))
}

/// Returns the text of a literal. Booleans are not literals here, because it depends on the attribute whether `false`
/// is left out or written.
fn literal(value: &Expr) -> Option<String> {
    let Expr::Lit(ExprLit { lit, .. }) = value else {
        return None;
    };
    match lit {
        Lit::Str(text) => Some(text.value()),
        Lit::Char(character) => Some(character.value().to_string()),
        Lit::Int(number) => Some(number.base10_digits().to_owned()),
        Lit::Float(number) => Some(number.base10_digits().to_owned()),
        _ => None,
    }
}

fn class(attribute: NamedAttribute, diagnostics: &mut Diagnostics) -> Option<Attribute> {
    let text = attribute.name.text["class:".len()..].to_owned();
    let place = attribute.parts[1].name.place.to(attribute.name.place);
    let condition = needed(attribute, diagnostics)?;
    toggled(Name { text, place }, condition, diagnostics)
}

fn toggled(name: Name, condition: Expr, diagnostics: &mut Diagnostics) -> Option<Attribute> {
    if name.text.is_empty() || name.text.contains(char::is_whitespace) {
        let problem = Problem::ClassWithSpace { name: name.text };
        diagnostics.report(name.place, problem);
        return None;
    }
    Some(Attribute::Class { name, condition })
}

/// Parses `style:property=` or `prop:name=`.
fn property(attribute: NamedAttribute, diagnostics: &mut Diagnostics) -> Option<Attribute> {
    let [prefix, name] = attribute.parts.as_slice() else {
        let prefix = attribute.parts[0].name.text.clone();
        diagnostics.report(attribute.name.place, Problem::DirectiveName { prefix });
        return None;
    };
    let (is_style, name) = (prefix.name.text == "style", name.name.clone());
    let value = needed(attribute, diagnostics)?;
    Some(if is_style {
        Attribute::Style {
            property: name,
            value,
        }
    } else {
        Attribute::Prop { name, value }
    })
}

fn event(attribute: NamedAttribute, diagnostics: &mut Diagnostics) -> Option<Attribute> {
    let event = &attribute.parts[1];
    refuse_arguments(&attribute.parts[1..2], diagnostics);
    let name = event.name.clone();
    let modifiers = modifiers(&name, &attribute.parts[2..], diagnostics);
    let handler = needed(attribute, diagnostics)?;
    Some(Attribute::On(Event {
        name,
        modifiers,
        handler,
    }))
}

fn bind(attribute: NamedAttribute, diagnostics: &mut Diagnostics) -> Option<Attribute> {
    let place = attribute.name.place;
    let name = &attribute.name.text["bind:".len()..];
    let Some(&(_, target)) = BINDS.iter().find(|(known, _)| *known == name) else {
        let name = name.to_owned();
        diagnostics.report(place, Problem::UnknownBind { name });
        return None;
    };
    let signal = needed(attribute, diagnostics)?;
    Some(Attribute::Bind(Bind {
        place,
        target,
        signal,
    }))
}

/// Returns the value of an attribute that must have one.
fn needed(attribute: NamedAttribute, diagnostics: &mut Diagnostics) -> Option<Expr> {
    match attribute.value {
        RawValue::Given(value) => Some(*value),
        RawValue::Broken => None,
        RawValue::None => {
            let Name { text: name, place } = attribute.name;
            diagnostics.report(place, Problem::NeedsValue { name });
            None
        }
    }
}
