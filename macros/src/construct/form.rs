//! `<Form action=save>` and `<FieldErrors of=save.field(..)>`: elements that are written with some attributes of ours.

use proc_macro2::{Ident, Span};
use syn::{Expr, parse_quote, parse_quote_spanned};

use super::component::refuse_slots;
use crate::diagnostic::{Diagnostics, Problem, SourceRange};
use crate::view::{
    self, Attribute, Element, Event, EventFlag, Modifiers, RawAttribute, RawValue, TagBody,
    ViewNode, attributes,
};

/// The name of the hidden control that names the action.
const ACTION: &str = "_action";

/// Builds a `<form>` that calls an action. Its attributes are those that are written.
pub fn form(
    name: &Ident,
    mut given: Vec<RawAttribute>,
    content: TagBody,
    diagnostics: &mut Diagnostics,
) -> ViewNode {
    refuse_slots(&content.slots, diagnostics);
    let action = take(name, "action", &mut given, diagnostics);
    let span = name.span();
    let owner = named("form", span);
    let mut attributes = attributes(&owner, given, diagnostics);
    let mut children = content.nodes;
    if let Some(action) = action {
        attributes.push(fixed("method", "post", span));
        attributes.push(submits(&action, span));
        children.insert(0, names(&action, span));
    }
    ViewNode::Element(Element {
        name: owner,
        attributes,
        children,
    })
}

/// Builds the element with what is wrong with a field.
pub fn field_errors(
    name: &Ident,
    mut given: Vec<RawAttribute>,
    content: TagBody,
    diagnostics: &mut Diagnostics,
) -> ViewNode {
    refuse_slots(&content.slots, diagnostics);
    let of = take(name, "of", &mut given, diagnostics);
    let span = name.span();
    let owner = named("span", span);
    let mut attributes = attributes(&owner, given, diagnostics);
    let mut children = content.nodes;
    if let Some(field) = of {
        attributes.push(Attribute::Dynamic {
            name: named("id", span),
            value: parse_quote_spanned!(span=> (#field).described().to_owned()),
        });
        attributes.push(fixed("aria-live", "polite", span));
        children.push(ViewNode::Expr(parse_quote_spanned!(span=> (#field).error())));
    }
    ViewNode::Element(Element {
        name: owner,
        attributes,
        children,
    })
}

/// Takes the value of the attribute that is ours, or reports that it is missing.
fn take(
    owner: &Ident,
    own: &str,
    given: &mut Vec<RawAttribute>,
    diagnostics: &mut Diagnostics,
) -> Option<Expr> {
    let is_own = |attribute: &RawAttribute| {
        matches!(attribute, RawAttribute::Named(named) if named.name.text == own)
    };
    let at = given.iter().position(is_own);
    match at.map(|at| given.remove(at)) {
        Some(RawAttribute::Named(named)) => match named.value {
            RawValue::Given(value) => Some(*value),
            RawValue::Broken | RawValue::None => None,
        },
        _ => {
            let problem = Problem::MissingProp {
                component: owner.to_string(),
                prop: own.to_owned(),
            };
            diagnostics.report(SourceRange::from(owner.span()), problem);
            None
        }
    }
}

/// Returns the handler of the form.
fn submits(action: &Expr, span: Span) -> Attribute {
    let mixed = span.resolved_at(Span::mixed_site());
    let event = Ident::new("__event", mixed);
    Attribute::On(Event {
        name: named("submit", span),
        modifiers: Modifiers {
            flags: vec![EventFlag::Prevent],
            ..Modifiers::default()
        },
        handler: parse_quote_spanned!(span=> move |#event| (#action).submit(&#event)),
    })
}

/// Returns the control that names the action in a request without scripts.
fn names(action: &Expr, span: Span) -> ViewNode {
    let name = Attribute::Dynamic {
        name: named("value", span),
        value: parse_quote!(::watershed::rt::form(#action)),
    };
    ViewNode::Element(Element {
        name: named("input", span),
        attributes: vec![fixed("type", "hidden", span), fixed("name", ACTION, span), name],
        children: Vec::new(),
    })
}

fn fixed(name: &str, value: &str, span: Span) -> Attribute {
    Attribute::Static {
        name: named(name, span),
        value: value.to_owned(),
    }
}

fn named(name: &str, span: Span) -> view::Name {
    view::Name {
        text: name.to_owned(),
        place: span.into(),
    }
}
