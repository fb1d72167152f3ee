//! `<Form action=save>` and `<FieldErrors of=save.field(..)>`: elements that are written with some attributes of ours.

#[cfg(test)]
use proc_macro2::TokenStream;
use proc_macro2::{Ident, Span};
#[cfg(test)]
use quote::ToTokens;
use syn::{Expr, parse_quote_spanned};

use super::component::refuse_slots;
use super::{ConstructSyntax, Structure};
use crate::diagnostic::Diagnostics;
use crate::lower::resolve::Resolver;
use crate::view::{
    self, Attribute, Element, Event, EventFlag, Modifiers, RawAttribute, RawValue, TagBody,
    ViewNode, attributes,
};

/// The attribute of a `<Form>` that is ours.
pub const ACTION: &str = "action";

/// The attribute of a `<FieldErrors>` that is ours.
pub const OF: &str = "of";

/// Builds a `<form>` that calls an action. Its attributes are those that are written.
pub fn form(
    name: &Ident,
    given: Vec<RawAttribute>,
    content: TagBody,
    diagnostics: &mut Diagnostics,
) -> ViewNode {
    let span = name.span();
    let (action, mut element) = element("form", ACTION, span, (given, content), diagnostics);
    if let Some(action) = action {
        let named = Named { action, span };
        let attributes = [
            fixed("method", "post", span),
            encoding(&named.action, span),
            submits(&named.action, span),
        ];
        element.attributes.extend(attributes);
        element
            .children
            .insert(0, ViewNode::Construct(Box::new(named)));
    }
    ViewNode::Element(element)
}

/// Builds the element with the errors of a field.
pub fn field_errors(
    name: &Ident,
    given: Vec<RawAttribute>,
    content: TagBody,
    diagnostics: &mut Diagnostics,
) -> ViewNode {
    let span = name.span();
    let (field, mut element) = element("span", OF, span, (given, content), diagnostics);
    if let Some(field) = field {
        let id = Attribute::Dynamic {
            name: named("id", span),
            value: parse_quote_spanned!(span=> (#field).described().to_owned()),
        };
        let attributes = [id, fixed("aria-live", "polite", span)];
        element.attributes.extend(attributes);
        let text = parse_quote_spanned!(span=> (#field).error());
        element.children.push(ViewNode::Expr(text));
    }
    ViewNode::Element(element)
}

/// Builds an element as it is written. Returns the value of its attribute that is ours beside it.
fn element(
    tag: &str,
    own: &str,
    span: Span,
    (mut given, content): (Vec<RawAttribute>, TagBody),
    diagnostics: &mut Diagnostics,
) -> (Option<Expr>, Element) {
    refuse_slots(&content.slots, diagnostics);
    let value = take(own, &mut given);
    let name = named(tag, span);
    let element = Element {
        attributes: attributes(&name, given, diagnostics),
        name,
        children: content.nodes,
    };
    (value, element)
}

/// Takes the value of the attribute that is ours, if it could be read.
fn take(own: &str, given: &mut Vec<RawAttribute>) -> Option<Expr> {
    let at = given.iter().position(|attribute| attribute.is_named(own))?;
    match given.remove(at) {
        RawAttribute::Named(named) => match named.value {
            RawValue::Given(value) => Some(*value),
            RawValue::Broken | RawValue::None => None,
        },
        _ => None,
    }
}

/// Returns the attribute that a form with files needs.
fn encoding(action: &Expr, span: Span) -> Attribute {
    Attribute::Dynamic {
        name: named("enctype", span),
        value: parse_quote_spanned!(span=> (#action).form_encoding()),
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

/// The control that names the action in a request without scripts, which the server makes.
struct Named {
    action: Expr,
    span: Span,
}

impl ConstructSyntax for Named {
    fn span(&self) -> Span {
        self.span
    }

    fn children(&self) -> &[ViewNode] {
        &[]
    }

    fn is_placed(&self) -> bool {
        false
    }

    fn lower(self: Box<Self>, walk: &mut Resolver) -> Box<dyn Structure> {
        let Named { action, span } = *self;
        let action = walk.expr(action);
        walk.fixed(parse_quote_spanned!(span=> ::watershed::rt::form(#action)))
    }

    #[cfg(test)]
    fn outline(&self) -> (&'static str, Vec<TokenStream>) {
        ("named", vec![self.action.to_token_stream()])
    }
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
