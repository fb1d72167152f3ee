//! `<Show when=.. fallback=.. fresh>`: markup under a condition.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{Expr, Stmt};

use super::component::refuse_slots;
use super::{ConstructSyntax, Structure};
use crate::diagnostic::Diagnostics;
use crate::emit::server::Server;
use crate::emit::{hidden, rt};
use crate::lower::constant::truth;
use crate::lower::model::{Component, Locator, Role};
use crate::lower::names::templates_in;
use crate::lower::resolve::Resolver;
use crate::lower::table::{SiteId, TemplateId};
use crate::split::slice::Slicer;
use crate::view::{Props, TagBody, ViewNode, required};

/// A parsed `<Show>`.
struct Show {
    span: Span,
    when: Expr,
    fallback: Option<Expr>,
    hiding: Hiding,
    children: Vec<ViewNode>,
}

/// The fate of hidden markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hiding {
    /// State, nodes and DOM are kept.
    Suspend,
    /// `<Show fresh>`: showing again makes a new region.
    Dispose,
}

/// Builds a `<Show>`. Without a condition there is none, but its children are still checked.
pub fn parse(
    name: &Ident,
    mut props: Props,
    content: TagBody,
    diagnostics: &mut Diagnostics,
) -> ViewNode {
    let when = props.take("when");
    let fallback = props.take("fallback");
    let hiding = props
        .take("fresh")
        .map_or(Hiding::Suspend, |_| Hiding::Dispose);
    props.finish(name, "`when`, `fallback` and `fresh`", diagnostics);
    refuse_slots(&content.slots, diagnostics);
    let Some(when) = required(name, "when", when, diagnostics) else {
        return ViewNode::Fragment(content.nodes);
    };
    ViewNode::Construct(Box::new(Show {
        span: name.span(),
        when,
        fallback,
        hiding,
        children: content.nodes,
    }))
}

impl ConstructSyntax for Show {
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
        let Show {
            span,
            when,
            fallback,
            hiding,
            children,
        } = *self;
        let when = walk.expr(when);
        Box::new(Shown {
            when: walk.site(Role::When, when),
            hiding,
            children: walk.nested(|walk| walk.template(children, span)),
            fallback: fallback.map(|fallback| walk.expr(fallback)),
        })
    }

    #[cfg(test)]
    fn outline(&self) -> (&'static str, Vec<TokenStream>) {
        let when = &self.when;
        let mut attributes = vec![quote!(when=#when)];
        let fallback = self.fallback.iter();
        attributes.extend(fallback.map(|fallback| quote!(fallback=#fallback)));
        attributes.push(match self.hiding {
            Hiding::Suspend => quote!(Suspend),
            Hiding::Dispose => quote!(Dispose),
        });
        ("Show", attributes)
    }
}

/// A lowered `<Show>`.
struct Shown {
    when: SiteId,
    hiding: Hiding,
    children: TemplateId,
    fallback: Option<Expr>,
}

impl Structure for Shown {
    fn exprs(&self) -> Vec<&Expr> {
        self.fallback.iter().collect()
    }

    fn decided_by(&self) -> Option<SiteId> {
        Some(self.when)
    }

    fn gate(&self) -> Option<SiteId> {
        Some(self.when)
    }

    fn templates(&self, component: &Component) -> Vec<(TemplateId, bool)> {
        let when = truth(&component.sites[self.when].expr);
        let children = (self.children, when != Some(false));
        let fallback = self.fallback.iter().flat_map(templates_in);
        let fallback = fallback.map(|template| (template, when != Some(true)));
        fallback.chain([children]).collect()
    }

    fn made_once(&self) -> Option<TemplateId> {
        (self.hiding == Hiding::Suspend).then_some(self.children)
    }

    fn slice(&self, slicer: &mut Slicer) -> Vec<Stmt> {
        let mut statements = slicer.gate(self.when);
        statements.extend(slicer.block(self.children));
        let fallback = self.fallback.iter();
        statements.extend(fallback.flat_map(|expr| slicer.reduce(expr.clone())));
        statements
    }

    fn emit(&self, server: &Server, template: TemplateId, at: &Locator) -> TokenStream {
        let (rt, view) = (rt(), hidden("__view"));
        let gate = server.placed(self.when, at);
        let uses = server.note_uses(self.when);
        let when = server.condition(self.when);
        let made = match self.hiding {
            Hiding::Suspend => "kept_content",
            Hiding::Dispose => "fresh_content",
        };
        let fallback = server.fallback(template, self.fallback.as_ref(), made);
        let made = Ident::new(made, Span::call_site());
        let children = match self.made_once() {
            Some(children) => {
                let beside = quote!(#gate #when #fallback #uses);
                server.markup_closure_once(children, &beside)
            }
            None => server.markup_closure(self.children, None),
        };
        quote!(#gate #rt::show(&mut #view, #when, #rt::#made(#children), #fallback); #uses)
    }
}
