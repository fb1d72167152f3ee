//! What a composable must not have.

use proc_macro2::Span;
use syn::visit::Visit;
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
    for span in opaque(unit) {
        diagnostics.report(span, Problem::OpaqueComposable {});
    }
}

/// Whether it gives something whose type has no name.
pub fn is_opaque(unit: &Unit) -> bool {
    !opaque(unit).is_empty()
}

fn opaque(unit: &Unit) -> Vec<Span> {
    struct Opaque(Vec<Span>);
    impl<'a> Visit<'a> for Opaque {
        fn visit_type_impl_trait(&mut self, node: &'a TypeImplTrait) {
            self.0.push(node.impl_token.span);
        }
    }
    let mut found = Opaque(Vec::new());
    if let ReturnType::Type(_, ty) = &unit.component.item.sig.output {
        found.visit_type(ty);
    }
    found.0
}
