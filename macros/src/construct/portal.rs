//! `<Portal to="#modals">`: markup that is shown in the element that a selector names.
//!
//! The markup is in its place in the first HTML and in updates, in two elements of ours: the outer one stays in the
//! place and keeps the count of siblings right, the inner one is what the browser's half moves (`client/portal.rs`).
//! The content is a template of its own, so that nothing is located across the place.

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

/// Of both elements: they make no boxes.
const STYLE: &str = "display:contents";

/// Without a target there is no portal, but its children are still looked at.
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

/// The inner element of a portal as it is written.
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
