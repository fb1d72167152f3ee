//! `<Suspense fallback=..>` and `<Transition fallback=..>`: markup that waits for what it reads.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Expr, Stmt};

use super::component::refuse_slots;
use super::{ConstructSyntax, Structure};
use crate::diagnostic::Diagnostics;
use crate::emit::server::Server;
use crate::emit::{hidden, rt};
use crate::lower::model::{Component, Locator};
use crate::lower::names::templates_in;
use crate::lower::resolve::Resolver;
use crate::lower::table::TemplateId;
use crate::split::slice::Slicer;
use crate::view::{Props, TagBody, ViewNode};

/// The side that is shown while something is loaded again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reloading {
    /// `<Suspense>`: the fallback.
    Fallback,
    /// `<Transition>`: the content as it was.
    Content,
}

/// A parsed boundary.
struct Boundary {
    span: Span,
    fallback: Option<Expr>,
    reloading: Reloading,
    children: Vec<ViewNode>,
}

/// Builds a `<Suspense>`.
pub fn parse(
    name: &Ident,
    props: Props,
    content: TagBody,
    diagnostics: &mut Diagnostics,
) -> ViewNode {
    boundary(name, props, content, Reloading::Fallback, diagnostics)
}

/// Builds a `<Transition>`.
pub fn parse_transition(
    name: &Ident,
    props: Props,
    content: TagBody,
    diagnostics: &mut Diagnostics,
) -> ViewNode {
    boundary(name, props, content, Reloading::Content, diagnostics)
}

fn boundary(
    name: &Ident,
    mut props: Props,
    content: TagBody,
    reloading: Reloading,
    diagnostics: &mut Diagnostics,
) -> ViewNode {
    let fallback = props.take("fallback");
    props.finish(name, "`fallback`", diagnostics);
    refuse_slots(&content.slots, diagnostics);
    ViewNode::Construct(Box::new(Boundary {
        span: name.span(),
        fallback,
        reloading,
        children: content.nodes,
    }))
}

impl ConstructSyntax for Boundary {
    fn span(&self) -> Span {
        self.span
    }

    fn children(&self) -> &[ViewNode] {
        &self.children
    }

    fn markup(&self) -> Option<&Expr> {
        self.fallback.as_ref()
    }

    fn lower(self: Box<Self>, walk: &mut Resolver) -> Box<dyn Structure> {
        let Boundary {
            span,
            fallback,
            reloading,
            children,
        } = *self;
        Box::new(Waiting {
            children: walk.nested(|walk| walk.template(children, span)),
            fallback: fallback.map(|fallback| walk.expr(fallback)),
            reloading,
        })
    }

    #[cfg(test)]
    fn outline(&self) -> (&'static str, Vec<TokenStream>) {
        let fallback = self.fallback.iter();
        let attributes = fallback.map(|fallback| quote!(fallback=#fallback));
        let name = match self.reloading {
            Reloading::Fallback => "Suspense",
            Reloading::Content => "Transition",
        };
        (name, attributes.collect())
    }
}

/// A lowered boundary.
struct Waiting {
    children: TemplateId,
    fallback: Option<Expr>,
    reloading: Reloading,
}

impl Structure for Waiting {
    fn exprs(&self) -> Vec<&Expr> {
        self.fallback.iter().collect()
    }

    fn templates(&self, _: &Component) -> Vec<(TemplateId, bool)> {
        let fallback = self.fallback.iter().flat_map(templates_in);
        let templates = fallback.chain([self.children]);
        templates.map(|template| (template, true)).collect()
    }

    fn made_once(&self) -> Option<TemplateId> {
        Some(self.children)
    }

    fn may_stream(&self) -> bool {
        true
    }

    fn slice(&self, slicer: &mut Slicer) -> Vec<Stmt> {
        let mut statements = slicer.block(self.children);
        let fallback = self.fallback.iter();
        statements.extend(fallback.flat_map(|expr| slicer.reduce(expr.clone())));
        statements
    }

    fn emit(&self, server: &Server, template: TemplateId, _: &Locator) -> TokenStream {
        let (rt, view) = (rt(), hidden("__view"));
        let fallback = server.fallback(template, self.fallback.as_ref(), "fallback");
        let children = server.markup_closure_once(self.children, &fallback);
        let boundary = match self.reloading {
            Reloading::Fallback => quote!(suspense),
            Reloading::Content => quote!(transition),
        };
        quote!(#rt::#boundary(&mut #view, #children, #fallback);)
    }
}
