//! The result of a composable.

use proc_macro2::Span;
use syn::visit::Visit;
use syn::{ReturnType, TypeImplTrait};

use crate::lower::model::Component;

/// Returns the places where the result type contains `impl Trait`, a type without a name.
pub fn opaque_results(component: &Component) -> Vec<Span> {
    struct Opaque(Vec<Span>);
    impl<'a> Visit<'a> for Opaque {
        fn visit_type_impl_trait(&mut self, node: &'a TypeImplTrait) {
            self.0.push(node.impl_token.span);
        }
    }
    let mut found = Opaque(Vec::new());
    if let ReturnType::Type(_, ty) = &component.item.sig.output {
        found.visit_type(ty);
    }
    found.0
}
