//! `<Portal to="#modals">`: markup that is shown inside of the element that a selector names.
//!
//! In the first HTML and in updates, the markup is in its place, in two elements of the framework: the outer one stays
//! there and keeps the count of siblings right, the inner one is moved by the client (`client/portal.rs`). The content
//! is a template of its own, so that no locator leads across the place.

#[cfg(test)]
use proc_macro2::TokenStream;
use proc_macro2::{Ident, Span};
use syn::{Expr, ExprLit, Lit, parse_quote_spanned};

use super::component::refuse_slots;
use super::{ConstructSyntax, Structure};
use crate::diagnostic::Diagnostics;
use crate::lower::names::Symbol;
use crate::lower::resolve::Resolver;
use crate::view::{self, Attribute, Element, Props, TagBody, ViewNode, required};

/// The style of both elements: they make no boxes.
const STYLE: &str = "display:contents";

/// Builds a portal. Without a target there is none, but its children are still checked.
pub fn parse(
    name: &Ident,
    mut props: Props,
    content: TagBody,
    diagnostics: &mut Diagnostics,
) -> ViewNode {
    let to = required(name, "to", props.take("to"), diagnostics);
    props.finish(name, "`to`", diagnostics);
    refuse_slots(&content.slots, diagnostics);
    let Some(to) = to else {
        return ViewNode::Fragment(content.nodes);
    };
    let span = name.span();
    let inner = element("watershed-content", span, Vec::new(), content.nodes);
    let opens = Attribute::NodeRef(parse_quote_spanned!(span=> ::watershed::rt::portal()));
    let attributes = vec![target(to, span), opens];
    let moved = ViewNode::Construct(Box::new(Moved {
        span,
        nodes: [inner],
    }));
    element("watershed-portal", span, attributes, vec![moved])
}

fn target(to: Expr, span: Span) -> Attribute {
    let name = named("to", span);
    match to {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Attribute::Static {
            name,
            value: text.value(),
        },
        value => Attribute::Dynamic { name, value },
    }
}

fn element(
    name: &str,
    span: Span,
    mut attributes: Vec<Attribute>,
    children: Vec<ViewNode>,
) -> ViewNode {
    attributes.push(Attribute::Static {
        name: named("style", span),
        value: STYLE.to_owned(),
    });
    ViewNode::Element(Element {
        name: named(name, span),
        attributes,
        children,
    })
}

fn named(name: &str, span: Span) -> view::Name {
    view::Name {
        text: name.to_owned(),
        place: span.into(),
    }
}

/// The parsed inner element of a portal.
struct Moved {
    span: Span,
    nodes: [ViewNode; 1],
}

impl ConstructSyntax for Moved {
    fn span(&self) -> Span {
        self.span
    }

    fn children(&self) -> &[ViewNode] {
        &self.nodes
    }

    fn is_placed(&self) -> bool {
        false
    }

    fn lower(self: Box<Self>, walk: &mut Resolver) -> Box<dyn Structure> {
        let Moved { span, nodes } = *self;
        let template = walk.nested(|walk| walk.template(nodes.into(), span));
        walk.fixed(Symbol::Template(template).expr(span))
    }

    #[cfg(test)]
    fn outline(&self) -> (&'static str, Vec<TokenStream>) {
        ("moved", Vec::new())
    }
}
