//! `<Head>`: what a component adds to the document: its title, descriptions and links, attributes of `<html>` and `<body>`.
//!
//! Each child is a template of its own. Nothing is in the place where a `<Head>` is written: the server gathers the
//! templates of a page (`server/render/heads.rs`) and puts those that count into the document's `<head>`, as rows of a
//! list, which are found and changed there like any other. The attributes of `<html>` and `<body>` are one spread, which
//! the server follows.

#[cfg(test)]
use proc_macro2::TokenStream as Tokens;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Expr, Stmt, parse_quote};

use super::component::refuse_slots;
use super::{ConstructSyntax, Structure};
use crate::diagnostic::{Diagnostics, Problem, SourceRange};
use crate::emit::server::Server;
use crate::emit::{hidden, rt};
use crate::lower::model::{Component, Locator};
use crate::lower::resolve::Resolver;
use crate::lower::table::TemplateId;
use crate::split::slice::Slicer;
use crate::view::{self, Attribute, Element, Props, TagBody, ViewNode};

/// The elements that are rows of the document's `<head>`.
const ROWS: [&str; 6] = ["title", "meta", "link", "script", "style", "base"];

/// `<Head>` as it is written, with the attributes of `<html>` and `<body>` as spreads of elements of ours.
struct Head {
    span: Span,
    children: Vec<ViewNode>,
}

/// Reports what cannot be in a `<Head>`.
pub fn parse(
    name: &Ident,
    props: Props,
    content: TagBody,
    diagnostics: &mut Diagnostics,
) -> ViewNode {
    props.finish(name, "no props", diagnostics);
    refuse_slots(&content.slots, diagnostics);
    let children = content.nodes.into_iter();
    let children = children.filter_map(|node| child(node, diagnostics));
    head(name.span(), children.collect())
}

/// Returns a `<Head>` with these elements.
pub fn head(span: Span, children: Vec<ViewNode>) -> ViewNode {
    ViewNode::Construct(Box::new(Head { span, children }))
}

/// Returns the place in a document's `<head>` for what the components of the page add to it.
pub fn place(span: Span) -> ViewNode {
    ViewNode::Construct(Box::new(Rows(span)))
}

fn child(node: ViewNode, diagnostics: &mut Diagnostics) -> Option<ViewNode> {
    match node {
        ViewNode::Element(element) if ROWS.contains(&element.name.text.as_str()) => {
            Some(ViewNode::Element(element))
        }
        ViewNode::Element(element) if is_outer(&element) => {
            Some(ViewNode::Element(attributes(element, diagnostics)))
        }
        ViewNode::Fragment(nodes) if nodes.is_empty() => None,
        other => {
            let place = range(&other);
            diagnostics.report(place, Problem::NotInHead {});
            None
        }
    }
}

fn is_outer(element: &Element) -> bool {
    matches!(element.name.text.as_str(), "html" | "body")
}

fn range(node: &ViewNode) -> SourceRange {
    match node {
        ViewNode::Element(element) => element.name.place,
        ViewNode::Component(component) => SourceRange::of(&component.path),
        ViewNode::Text(text) => text.place,
        ViewNode::Expr(expr) => SourceRange::of(expr),
        ViewNode::Construct(written) => written.span().into(),
        ViewNode::Doctype(place) => *place,
        ViewNode::Fragment(nodes) => nodes.first().map_or(Span::call_site().into(), range),
    }
}

/// Returns an element of ours whose only attribute is a spread of those that `<html>` or `<body>` is written with.
fn attributes(element: Element, diagnostics: &mut Diagnostics) -> Element {
    if let Some(child) = element.children.first() {
        diagnostics.report(range(child), Problem::NotInHead {});
    }
    let mut parts: Vec<Expr> = Vec::new();
    let mut wholes: Vec<Expr> = Vec::new();
    let mut toggles: Vec<TokenStream> = Vec::new();
    for attribute in element.attributes {
        match attribute {
            Attribute::Static { name, value } if name.text == "class" => {
                wholes.push(parse_quote!(#value));
            }
            Attribute::Dynamic { name, value } if name.text == "class" => wholes.push(value),
            Attribute::Class { name, condition } => {
                let name = name.text;
                toggles.push(quote!((#name, &(#condition))));
            }
            Attribute::Static { name, value } => {
                let name = name.text;
                parts.push(parse_quote!(::watershed::rt::one(#name, &(#value))));
            }
            Attribute::Flag { name } => {
                let name = name.text;
                parts.push(parse_quote!(::watershed::rt::one(#name, &true)));
            }
            Attribute::Dynamic { name, value } => {
                let name = name.text;
                parts.push(parse_quote!(::watershed::rt::one(#name, &(#value))));
            }
            Attribute::Spread(expr) => parts.push(parse_quote!(::watershed::rt::all(&(#expr)))),
            _ => diagnostics.report(element.name.place, Problem::NotOnDocument {}),
        }
    }
    if !wholes.is_empty() || !toggles.is_empty() {
        let classes: Expr =
            parse_quote!(::watershed::rt::classes(&[#(&(#wholes)),*], &[#(#toggles),*]));
        parts.push(parse_quote!(::watershed::rt::one("class", &(#classes))));
    }
    Element {
        name: view::Name {
            text: format!("watershed-{}", element.name.text),
            place: element.name.place,
        },
        attributes: vec![Attribute::Spread(
            parse_quote!(::watershed::rt::attributes([#(#parts),*], &[])),
        )],
        children: Vec::new(),
    }
}

impl ConstructSyntax for Head {
    fn span(&self) -> Span {
        self.span
    }

    fn children(&self) -> &[ViewNode] {
        &self.children
    }

    fn is_placed(&self) -> bool {
        false
    }

    fn is_in_head(&self) -> bool {
        true
    }

    fn lower(self: Box<Self>, walk: &mut Resolver) -> Box<dyn Structure> {
        let Head { span, children } = *self;
        let child = |node| walk.nested(|walk| walk.template(vec![node], span));
        Box::new(Entries(children.into_iter().map(child).collect()))
    }

    #[cfg(test)]
    fn outline(&self) -> (&'static str, Vec<Tokens>) {
        ("Head", Vec::new())
    }
}

/// A lowered `<Head>`: a template for each child.
struct Entries(Vec<TemplateId>);

impl Structure for Entries {
    fn templates(&self, _: &Component) -> Vec<(TemplateId, bool)> {
        self.0.iter().map(|template| (*template, true)).collect()
    }

    fn slice(&self, slicer: &mut Slicer) -> Vec<Stmt> {
        let templates = self.0.iter();
        templates
            .flat_map(|template| slicer.block(*template))
            .collect()
    }

    fn emit(&self, server: &Server, _: TemplateId, _: &Locator) -> TokenStream {
        let (rt, view) = (rt(), hidden("__view"));
        let entries = self.0.iter().map(|template| {
            let markup = server.markup_closure(*template, None);
            quote!(#rt::head_entry(#markup))
        });
        quote!(#rt::head(&mut #view, ::std::vec![#(#entries),*]);)
    }
}

/// The place of the rows, as it is written and lowered.
struct Rows(Span);

impl ConstructSyntax for Rows {
    fn span(&self) -> Span {
        self.0
    }

    fn children(&self) -> &[ViewNode] {
        &[]
    }

    fn lower(self: Box<Self>, _: &mut Resolver) -> Box<dyn Structure> {
        self
    }

    #[cfg(test)]
    fn outline(&self) -> (&'static str, Vec<Tokens>) {
        ("rows of the head", Vec::new())
    }
}

impl Structure for Rows {
    fn slice(&self, _: &mut Slicer) -> Vec<Stmt> {
        Vec::new()
    }

    fn emit(&self, _: &Server, _: TemplateId, _: &Locator) -> TokenStream {
        let (rt, view) = (rt(), hidden("__view"));
        quote!(#rt::head_rows(&mut #view);)
    }
}
