//! Checks a composable for features that only components have.

use crate::analyze::opaque_results;
use crate::diagnostic::{Diagnostics, Problem};
use crate::emit::{Unit, client_parameters};
use crate::lower::primitives::is_composable;

/// Reports features that only a component can have.
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
    for span in opaque_results(unit.component) {
        diagnostics.report(span, Problem::OpaqueComposable {});
    }
}
