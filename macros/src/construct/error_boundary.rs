//! `<ErrorBoundary fallback=|error| ..>`: markup in whose place a fallback is shown when something in it has failed.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned;
use syn::{Expr, Pat, PatType, Stmt, Token, parse_quote_spanned};

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
use crate::view::{Props, TagBody, ViewNode, required};

/// A parsed `<ErrorBoundary>`.
struct ErrorBoundary {
    span: Span,
    fallback: Expr,
    children: Vec<ViewNode>,
}

/// Builds an `<ErrorBoundary>`. Without a fallback there is none, but its children are still checked.
pub fn parse(
    name: &Ident,
    mut props: Props,
    content: TagBody,
    diagnostics: &mut Diagnostics,
) -> ViewNode {
    let fallback = props.take("fallback");
    props.finish(name, "`fallback`", diagnostics);
    refuse_slots(&content.slots, diagnostics);
    let Some(fallback) = required(name, "fallback", fallback, diagnostics) else {
        return ViewNode::Fragment(content.nodes);
    };
    ViewNode::Construct(Box::new(ErrorBoundary {
        span: name.span(),
        fallback: typed(fallback),
        children: content.nodes,
    }))
}

/// Writes the type of the error into the closure: in the slice nothing else tells it.
fn typed(mut fallback: Expr) -> Expr {
    if let Expr::Closure(closure) = &mut fallback
        && let Some(error) = closure.inputs.first_mut()
        && !matches!(error, Pat::Type(_))
    {
        let span = error.span();
        *error = Pat::Type(PatType {
            attrs: Vec::new(),
            pat: Box::new(error.clone()),
            colon_token: Token![:](span),
            ty: parse_quote_spanned!(span=> ::watershed::CaughtError),
        });
    }
    fallback
}

impl ConstructSyntax for ErrorBoundary {
    fn span(&self) -> Span {
        self.span
    }

    fn children(&self) -> &[ViewNode] {
        &self.children
    }

    fn markup(&self) -> Option<&Expr> {
        Some(&self.fallback)
    }

    fn lower(self: Box<Self>, walk: &mut Resolver) -> Box<dyn Structure> {
        let ErrorBoundary {
            span,
            fallback,
            children,
        } = *self;
        Box::new(Caught {
            children: walk.nested(|walk| walk.template(children, span)),
            fallback: walk.expr(fallback),
        })
    }

    #[cfg(test)]
    fn outline(&self) -> (&'static str, Vec<TokenStream>) {
        let fallback = &self.fallback;
        ("ErrorBoundary", vec![quote!(fallback=#fallback)])
    }
}

/// A lowered `<ErrorBoundary>`.
struct Caught {
    children: TemplateId,
    fallback: Expr,
}

impl Structure for Caught {
    fn exprs(&self) -> Vec<&Expr> {
        vec![&self.fallback]
    }

    fn templates(&self, _: &Component) -> Vec<(TemplateId, bool)> {
        let templates = templates_in(&self.fallback)
            .into_iter()
            .chain([self.children]);
        templates.map(|template| (template, true)).collect()
    }

    fn slice(&self, slicer: &mut Slicer) -> Vec<Stmt> {
        let mut statements = slicer.block(self.children);
        statements.extend(slicer.reduce(self.fallback.clone()));
        statements
    }

    fn emit(&self, server: &Server, template: TemplateId, _: &Locator) -> TokenStream {
        let (rt, view) = (rt(), hidden("__view"));
        let children = server.markup_closure(self.children, None);
        let fallback = server.made_again(template, &self.fallback);
        quote!(#rt::catch(&mut #view, #children, #fallback);)
    }
}
