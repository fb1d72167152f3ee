//! Finds the locals whose types the browser's build can have without compiling more than it does anyway.
//!
//! A site like `{settings.volume}` is a client function only if its type says so. Asking for the type must not bring
//! code of the server into the slice. So a local is reachable only if its type is written in the source, if it was made
//! from nothing but reachable locals and functions of the framework, or if a client function captures it anyway.

use std::collections::HashSet;

use syn::visit::Visit;
use syn::{Expr, ExprCall, Type};

use super::uses::uses;
use crate::lower::macros::KnownMacro;
use crate::lower::model::{Component, Local, LocalKind};
use crate::lower::names::{Place, Symbol, locals_in, place_of};
use crate::lower::primitives::{is_composable, is_data, is_inferred};
use crate::lower::table::{LocalId, SiteId};
use crate::vocabulary::{Does, call_does};

/// The places whose types the slice can have.
pub struct ReachableTypes<'c> {
    component: &'c Component,
    /// Locals that client functions capture, and the locals that these were made from.
    taken: HashSet<LocalId>,
}

impl<'c> ReachableTypes<'c> {
    /// Computes them from the sites that are client functions.
    pub fn of(component: &'c Component, client: impl Iterator<Item = SiteId>) -> Self {
        let taken = client.flat_map(|site| uses(component, &component.sites[site].expr));
        let mut waiting: Vec<LocalId> = taken.map(|found| found.place.local).collect();
        let mut taken = HashSet::new();
        while let Some(local) = waiting.pop() {
            if taken.insert(local) {
                waiting.extend(brought_by(component, local));
            }
        }
        ReachableTypes { component, taken }
    }

    /// Returns whether the type of a place is reachable.
    pub fn has(&self, place: &Place) -> bool {
        let local = &self.component.locals[place.local];
        let is_taken = self.taken.contains(&place.local);
        // In the browser's build a type of the server is a placeholder without fields, so that access to its fields may
        // not compile.
        let is_shallow = match place.fields.as_slice() {
            [] => true,
            [field] => !field.starts_with(|first: char| first.is_ascii_digit()) || is_tuple(local),
            _ => false,
        };
        is_taken
            || is_shallow && self.has_local(place.local)
            || local.ty.as_ref().is_some_and(is_data)
    }

    fn has_local(&self, local: LocalId) -> bool {
        let found = &self.component.locals[local];
        self.taken.contains(&local)
            || match (found.kind, &found.ty, &found.init) {
                (LocalKind::Prop, Some(ty), _) => !self.is_generic(ty),
                (LocalKind::Memo(site), ..) => self.has_made(&self.component.sites[site].expr),
                (LocalKind::Closure, _, Some(code)) => uses(self.component, code)
                    .iter()
                    .all(|found| self.has(&found.place)),
                (LocalKind::Plain, Some(ty), _) if !found.is_part && !is_inferred(ty) => {
                    !self.is_generic(ty)
                }
                (
                    LocalKind::Plain
                    | LocalKind::Row
                    | LocalKind::Reader(_)
                    | LocalKind::Writer(_)
                    | LocalKind::Both(_),
                    _,
                    Some(init),
                ) => self.has_made(init),
                _ => false,
            }
    }

    /// Returns whether `expr` is the name of a handle.
    fn is_handle(&self, expr: &Expr) -> bool {
        place_of(expr).is_some_and(|(place, _)| {
            let kind = self.component.locals[place.local].kind;
            place.fields.is_empty() && (kind.is_handle() || matches!(kind, LocalKind::Action(_)))
        })
    }

    /// Returns whether a type contains a type parameter, `impl Trait`, a trait object or a reference. A type parameter
    /// would have to cross, if only because of its bounds.
    fn is_generic(&self, ty: &Type) -> bool {
        struct TypeParameter<'a>(Vec<&'a syn::Ident>, bool);
        impl<'a> Visit<'a> for TypeParameter<'_> {
            fn visit_ident(&mut self, ident: &'a syn::Ident) {
                self.1 |= self.0.contains(&ident);
            }
            fn visit_type(&mut self, ty: &'a Type) {
                self.1 |= matches!(
                    ty,
                    Type::ImplTrait(_) | Type::TraitObject(_) | Type::Reference(_)
                );
                syn::visit::visit_type(self, ty);
            }
        }
        let generics = &self.component.item.sig.generics;
        let parameters = generics.type_params().map(|parameter| &parameter.ident);
        let mut search = TypeParameter(parameters.collect(), false);
        search.visit_type(ty);
        search.1
    }

    /// Returns whether the value of `expr` is made of reachable places by functions of the framework alone.
    fn has_made(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Lit(_) => true,
            Expr::Path(_) | Expr::Field(_) => match place_of(expr) {
                Some((place, _)) => self.has(&place),
                None => match Symbol::of_expr(expr) {
                    Some(Symbol::Site(site)) => self.has_made(&self.component.sites[site].expr),
                    _ => false,
                },
            },
            Expr::Paren(node) => self.has_made(&node.expr),
            Expr::Group(node) => self.has_made(&node.expr),
            Expr::Reference(node) => self.has_made(&node.expr),
            Expr::Unary(node) => self.has_made(&node.expr),
            Expr::Try(node) => self.has_made(&node.expr),
            Expr::Binary(node) => self.has_made(&node.left) && self.has_made(&node.right),
            Expr::Array(node) => node.elems.iter().all(|expr| self.has_made(expr)),
            Expr::Tuple(node) => node.elems.iter().all(|expr| self.has_made(expr)),
            // A struct without handles may be a type of the server.
            Expr::Struct(node) => {
                let given = || node.fields.iter().map(|field| &field.expr);
                let is_handle = |expr| makes_signal(expr) || self.is_handle(expr);
                given().any(is_handle) && given().all(|expr| self.has_made(expr))
            }
            Expr::Closure(node) => self.has_made(&node.body),
            Expr::Call(call) => {
                is_frameworks(call) && call.args.iter().all(|expr| self.has_made(expr))
            }
            Expr::MethodCall(call) => {
                call_does(self.component, call, Does::Keeps)
                    && self.has_made(&call.receiver)
                    && call.args.iter().all(|expr| self.has_made(expr))
            }
            Expr::Macro(node) => KnownMacro::parse(&node.mac).is_some_and(|mut known| {
                let exprs = known.exprs_mut();
                exprs.iter().all(|expr| self.has_made(expr))
            }),
            _ => false,
        }
    }
}

/// Returns the locals that come into the slice with a local: those that it was made from, and those made by the same
/// `let`.
fn brought_by(component: &Component, local: LocalId) -> Vec<LocalId> {
    let found = &component.locals[local];
    let Some(init) = &found.init else {
        return Vec::new();
    };
    let tokens = quote::ToTokens::to_token_stream(init).to_string();
    let together = component.locals.iter().filter(|(_, other)| {
        let init = other.init.as_ref();
        init.is_some_and(|init| quote::ToTokens::to_token_stream(init).to_string() == tokens)
    });
    let together = together.map(|(other, _)| other);
    let from = match Symbol::of_expr(init) {
        Some(Symbol::Site(site)) => locals_in(&component.sites[site].expr),
        _ if found.ty.as_ref().is_some_and(|ty| !is_inferred(ty)) => Vec::new(),
        _ => locals_in(init),
    };
    together.chain(from).collect()
}

/// Returns whether a local is a tuple, as its declaration tells.
fn is_tuple(local: &Local) -> bool {
    match (&local.ty, &local.init) {
        (Some(ty), _) => matches!(ty, Type::Tuple(_)),
        (None, init) => !local.is_part && matches!(init, Some(Expr::Tuple(_))),
    }
}

/// Returns whether `expr` makes a signal.
fn makes_signal(expr: &Expr) -> bool {
    struct FrameworkCall(bool);
    impl<'a> Visit<'a> for FrameworkCall {
        fn visit_expr_call(&mut self, call: &'a ExprCall) {
            self.0 |= is_frameworks(call);
            syn::visit::visit_expr_call(self, call);
        }
    }
    let mut search = FrameworkCall(false);
    search.visit_expr(expr);
    search.0
}

/// Returns whether this calls a function of the framework, or one of std that only stores its arguments.
fn is_frameworks(call: &ExprCall) -> bool {
    let Expr::Path(path) = &*call.func else {
        return false;
    };
    let names = path.path.segments.iter();
    let names: Vec<String> = names.map(|segment| segment.ident.to_string()).collect();
    match names
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [.., "RwSignal" | "String" | "Vec", "new"] | [.., "String", "from"] => true,
        [.., "signal" | "memo" | "use_context" | "Some"] => true,
        [.., last] => is_composable(last),
        [] => false,
    }
}
