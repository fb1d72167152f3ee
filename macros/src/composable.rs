//! What a composable must not have.

use syn::visit::{self, Visit};
use syn::{ReturnType, TypeImplTrait};

use crate::diagnostic::{Diagnostics, Problem};
use crate::emit::{Unit, client_parameters};
use crate::lower::primitives::is_composable;

/// Reports what a composable has of what only a component can have.
pub fn check(unit: &Unit, diagnostics: &mut Diagnostics) {
    let signature = &unit.component.item.sig;
    let (span, name) = (signature.ident.span(), signature.ident.to_string());
    if !is_composable(&name) {
        diagnostics.report(span, Problem::ComposableName { name });
    }
    for (_, template) in unit.component.templates.iter() {
        diagnostics.report(template.span, Problem::MarkupInComposable {});
    }
    for param in client_parameters(unit) {
        let name = param.to_string();
        diagnostics.report(span, Problem::GenericComposable { name });
    }
    if let ReturnType::Type(_, ty) = &signature.output {
        let mut opaque = Opaque(diagnostics);
        opaque.visit_type(ty);
    }
}

/// What a composable gives is named by its type.
struct Opaque<'d>(&'d mut Diagnostics);

impl<'a> Visit<'a> for Opaque<'_> {
    fn visit_type_impl_trait(&mut self, node: &'a TypeImplTrait) {
        self.0
            .report(node.impl_token.span, Problem::OpaqueComposable {});
        visit::visit_type_impl_trait(self, node);
    }
}
