//! `<Outlet/>`: the place of a page in its layout. The server fills it, and no other pass knows it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::Stmt;

use super::component::refuse_slots;
use super::{ConstructSyntax, Structure};
use crate::diagnostic::{Diagnostics, Problem};
use crate::emit::server::Server;
use crate::emit::{hidden, rt_at};
use crate::lower::model::Locator;
use crate::lower::resolve::Resolver;
use crate::lower::table::TemplateId;
use crate::split::slice::Slicer;
use crate::view::{Props, TagBody, ViewNode};

/// The place, as it is written and lowered.
struct Outlet(Span);

/// Reports what an outlet cannot have.
pub fn parse(
    name: &Ident,
    props: Props,
    content: TagBody,
    diagnostics: &mut Diagnostics,
) -> ViewNode {
    props.finish(name, "no props", diagnostics);
    refuse_slots(&content.slots, diagnostics);
    if !content.nodes.is_empty() {
        diagnostics.report(name.span(), Problem::FilledOutlet {});
    }
    ViewNode::Construct(Box::new(Outlet(name.span())))
}

impl ConstructSyntax for Outlet {
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
    fn outline(&self) -> (&'static str, Vec<TokenStream>) {
        ("Outlet", Vec::new())
    }
}

impl Structure for Outlet {
    fn is_outlet(&self) -> bool {
        true
    }

    fn slice(&self, _: &mut Slicer) -> Vec<Stmt> {
        Vec::new()
    }

    fn emit(&self, _: &Server, _: TemplateId, _: &Locator) -> TokenStream {
        let (rt, view) = (rt_at(self.0), hidden("__view"));
        quote_spanned!(self.0=> #rt::outlet(&mut #view);)
    }
}
