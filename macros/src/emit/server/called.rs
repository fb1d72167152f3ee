//! Finds closure props that a component only calls.

use syn::visit::{self, Visit};
use syn::{Expr, Pat, Type};

use crate::lower::macros::KnownMacro;
use crate::lower::model::{Component, Param};
use crate::lower::names::{Symbol, locals_in};
use crate::lower::table::LocalId;

/// Returns whether `param` is a closure that is only ever called, so that it can be shared.
pub fn is_only_called(component: &Component, param: &Param) -> bool {
    let Pat::Ident(pat) = &param.pat else {
        return false;
    };
    let Some(Symbol::Local(local)) = Symbol::of(&pat.ident) else {
        return false;
    };
    let mut uses = Uses { local, others: 0 };
    uses.visit_block(&component.body);
    component
        .sites
        .iter()
        .for_each(|(_, site)| uses.visit_expr(&site.expr));
    component
        .part_exprs()
        .into_iter()
        .for_each(|expr| uses.visit_expr(expr));
    pat.mutability.is_none() && is_closure(component, &param.ty) && uses.others == 0
}

/// Returns whether a type is a closure: `impl Fn()`, `Box<dyn Fn()>`.
fn is_closure(component: &Component, ty: &Type) -> bool {
    let is_fn = |bound: &syn::TypeParamBound| {
        matches!(bound, syn::TypeParamBound::Trait(bound)
            if bound.path.segments.last().is_some_and(|last| last.ident == "Fn"))
    };
    match ty {
        Type::ImplTrait(ty) => ty.bounds.iter().any(is_fn),
        Type::TraitObject(ty) => ty.bounds.iter().any(is_fn),
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            let generics = &component.item.sig.generics;
            let mut parameters = generics.type_params();
            let is_bound = parameters
                .any(|found| path.path.is_ident(&found.ident) && found.bounds.iter().any(is_fn));
            is_bound
                || last.ident == "Box"
                    && matches!(&last.arguments, syn::PathArguments::AngleBracketed(arguments)
                        if arguments.args.iter().any(|argument| matches!(argument,
                            syn::GenericArgument::Type(inner @ Type::TraitObject(_))
                                if is_closure(component, inner))))
        }),
        _ => false,
    }
}

/// Counts the uses of a local that are not calls.
struct Uses {
    local: LocalId,
    others: usize,
}

impl<'a> Visit<'a> for Uses {
    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Call(call) if Symbol::of_expr(&call.func) == Some(Symbol::Local(self.local)) => {
                call.args.iter().for_each(|expr| self.visit_expr(expr));
            }
            Expr::Path(_) => {
                self.others +=
                    usize::from(Symbol::of_expr(expr) == Some(Symbol::Local(self.local)));
            }
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        match KnownMacro::parse(call) {
            Some(mut known) => known
                .exprs_mut()
                .into_iter()
                .for_each(|expr| Uses::visit_expr(self, &expr.clone())),
            None => self.others += usize::from(locals_in(&call.tokens).contains(&self.local)),
        }
    }
}
