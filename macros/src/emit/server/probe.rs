//! Emits bindings that may read a signal although nothing tells so: their first run is watched.
//!
//! If it reads a signal, a closure keeps the binding up to date. The closure owns copies of all its captures, which is
//! possible only for values that certainly outlive the body.

use std::collections::{BTreeMap, HashSet};

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::visit::Visit;
use syn::{
    Block, Expr, ExprClosure, ExprMethodCall, GenericArgument, Pat, PatIdent, PathArguments, Stmt,
    Type, TypePath,
};

use super::Server;
use crate::analyze::leaves;
use crate::analyze::uses::{Use, uses};
use crate::analyze::{may_read, waits};
use crate::emit::{function, hidden, rt_at};
use crate::lower::macros::KnownMacro;
use crate::lower::model::{Component, LocalKind, Role};
use crate::lower::names::{Symbol, locals_in, mentioned, place_of};
use crate::lower::primitives::DATA;
use crate::lower::table::{Id, LocalId, SiteId};
use crate::vocabulary::{Does, does};

impl Server<'_> {
    /// Emits such a binding. `once` is the function that fills the hole with a constant value.
    pub(super) fn probed(&self, site: SiteId, once: &str) -> TokenStream {
        let lowered = &self.unit.component.sites[site];
        if waits(&lowered.expr) {
            return self.once(site, once);
        }
        let (view, rt, span) = (hidden("__view"), rt_at(lowered.span), lowered.span);
        let (probe, line) = (hidden("__probe"), span.start().line);
        let line = u32::try_from(line).unwrap_or_default();
        let expr = self.expr(&lowered.expr);
        let (probed, given) = (
            format_ident!("{once}_probed", span = span),
            match lowered.role {
                Role::Spread => quote!(#expr),
                _ => quote_spanned!(span=> &(#expr)),
            },
        );
        let stays = quote_spanned!(span=> {
            let #probe = #rt::probe(::core::file!(), #line);
            #rt::#probed(&mut #view, #given, #probe);
        });
        match self.follower(site) {
            Some(follower) => self.followed(site, once, &follower, &stays),
            None => stays,
        }
    }

    /// Emits the closure with the copies, which is used if one of the captures may hold a handle.
    fn followed(
        &self,
        site: SiteId,
        once: &str,
        follower: &FollowingClosure,
        stays: &TokenStream,
    ) -> TokenStream {
        let lowered = &self.unit.component.sites[site];
        let (view, rt, span) = (hidden("__view"), rt_at(lowered.span), lowered.span);
        let (expr, followed) = (
            self.expr(&lowered.expr),
            format_ident!("{once}_followed", span = span),
        );
        let places = follower.unclear.iter().map(|found| {
            let place = function::place(&found.place, span);
            quote!(#rt::may_hold!(&#place))
        });
        let unclear = match follower.is_called {
            true => quote!(true),
            false => quote!(#(#places)||*),
        };
        let names: Vec<Ident> = follower.taken.keys().map(|local| kept(*local)).collect();
        let taken: Vec<&Ident> = follower.taken.values().collect();
        let copies = taken.iter().rev();
        let copies = copies.fold(
            quote!(()),
            |rest, name| quote!((#rt::may_keep!(&#name), #rest)),
        );
        let some = names.iter().rev().fold(
            quote!(()),
            |rest, name| quote!((::core::option::Option::Some(#name), #rest)),
        );
        let value = match lowered.role {
            Role::Spread => quote_spanned!(span=> #rt::spread_of(#expr)),
            Role::Text => quote_spanned!(span=> #rt::text_of(&(#expr))),
            _ => quote_spanned!(span=> #rt::as_value(&(#expr))),
        };
        quote_spanned!(span=> match (#unclear).then(|| #copies) {
            ::core::option::Option::Some(#some) => {
                #rt::#followed(&mut #view, move || {
                    #(#[allow(unused_variables, unused_mut)] let #taken = #names.again();)*
                    #value
                });
            }
            _ => #stays
        })
    }

    /// Returns the captures of a closure that follows the binding; `None` if it could not own them.
    fn follower(&self, site: SiteId) -> Option<FollowingClosure> {
        let component = self.unit.component;
        let expr = &component.sites[site].expr;
        let has_sites = mentioned(expr)
            .into_iter()
            .any(|name| !matches!(name, Symbol::Local(_)));
        if leaves(expr) || has_sites {
            return None;
        }
        let inner = crate::analyze::uses::bound_in(component, expr);
        let changing = changing(component);
        let taken: BTreeMap<LocalId, Ident> = locals_in(expr)
            .into_iter()
            .filter(|local| !inner.contains(local))
            .filter(|local| component.locals[*local].kind != LocalKind::Macro)
            .map(|local| {
                let span = component.sites[site].span;
                (local, Symbol::Local(local).ident(span))
            })
            .collect();
        let outlive = Outlive {
            component,
            changing: &changing,
        };
        let owns = taken.keys().all(|local| outlive.local(*local));
        let mut unclear = uses(component, expr);
        unclear.retain(|found| may_read(component, found));
        let mut seen = HashSet::new();
        unclear.retain(|found| seen.insert(found.place.clone()));
        owns.then_some(FollowingClosure {
            is_called: unclear.is_empty(),
            taken,
            unclear,
        })
    }
}

/// A closure that follows a binding.
struct FollowingClosure {
    /// True if none of its captures may hold a handle, so that a function which it calls has one.
    is_called: bool,
    taken: BTreeMap<LocalId, Ident>,
    unclear: Vec<Use>,
}

fn kept(local: LocalId) -> Ident {
    hidden(&format!("__kept_{}", local.index()))
}

/// Finds the locals that certainly outlive the body, because they borrow nothing from it.
struct Outlive<'c> {
    component: &'c Component,
    changing: &'c HashSet<LocalId>,
}

impl Outlive<'_> {
    fn local(&self, local: LocalId) -> bool {
        let found = &self.component.locals[local];
        match (found.kind, &found.ty, &found.init) {
            _ if self.changing.contains(&local) => false,
            (LocalKind::Render | LocalKind::Children | LocalKind::Macro, ..) => false,
            (LocalKind::Prop, Some(ty), _) => !borrows(ty),
            (LocalKind::Closure, _, Some(Expr::Closure(closure))) => self.closure(closure),
            (LocalKind::Closure, ..) => false,
            (LocalKind::Plain, Some(ty), _) if borrows(ty) => false,
            (LocalKind::Plain, Some(ty), _) if !found.is_part && owns(ty) => true,
            (LocalKind::Plain, _, Some(init)) => self.value(init),
            (LocalKind::Plain, ..) => false,
            _ => true,
        }
    }

    fn closure(&self, closure: &ExprClosure) -> bool {
        let used = uses(self.component, &closure.body);
        closure.capture.is_some() && used.iter().all(|found| self.local(found.place.local))
    }

    fn result(&self, block: &Block) -> bool {
        match block.stmts.last() {
            Some(Stmt::Expr(last, None)) => self.value(last),
            Some(Stmt::Macro(last)) => last.semi_token.is_some(),
            _ => true,
        }
    }

    /// Returns whether the value of `expr` borrows nothing.
    fn value(&self, expr: &Expr) -> bool {
        let all = |mut exprs: &mut dyn Iterator<Item = &Expr>| {
            Iterator::all(&mut exprs, |expr| self.value(expr))
        };
        if let Some((place, _)) = place_of(expr) {
            return self.local(place.local);
        }
        match expr {
            Expr::Lit(_) | Expr::Path(_) => true,
            Expr::Closure(closure) => self.closure(closure),
            Expr::Paren(node) => self.value(&node.expr),
            Expr::Group(node) => self.value(&node.expr),
            Expr::Field(node) => self.value(&node.base),
            Expr::Await(node) => self.value(&node.base),
            Expr::Try(node) => self.value(&node.expr),
            Expr::Cast(node) => self.value(&node.expr),
            Expr::Unary(node) => self.value(&node.expr),
            Expr::Binary(node) => self.value(&node.left) && self.value(&node.right),
            Expr::Range(node) => all(&mut node.start.iter().chain(&node.end).map(|end| &**end)),
            Expr::Array(node) => all(&mut node.elems.iter()),
            Expr::Tuple(node) => all(&mut node.elems.iter()),
            Expr::Struct(node) => {
                node.rest.is_none() && all(&mut node.fields.iter().map(|field| &field.expr))
            }
            Expr::Call(call) => self.value(&call.func) && all(&mut call.args.iter()),
            Expr::If(node) => {
                let last = node.else_branch.as_ref().map(|(_, expr)| &**expr);
                self.result(&node.then_branch) && last.is_none_or(|last| self.value(last))
            }
            Expr::Match(node) => all(&mut node.arms.iter().map(|arm| &*arm.body)),
            Expr::Block(node) if node.label.is_none() => self.result(&node.block),
            Expr::MethodCall(call) if gives_owned(call) => true,
            Expr::MethodCall(call) => {
                let is_own = matches!(
                    &*call.method.to_string(),
                    "to_string" | "get" | "get_untracked"
                ) && call.args.is_empty();
                is_own
                    || does(&call.method.to_string(), Does::Owns)
                        && self.value(&call.receiver)
                        && all(&mut call.args.iter())
            }
            Expr::Macro(node) => {
                let is_text = node.mac.path.is_ident("format");
                is_text
                    || node.mac.path.is_ident("vec")
                        && KnownMacro::parse(&node.mac).is_some_and(|mut known| {
                            known.exprs_mut().iter().all(|expr| self.value(expr))
                        })
            }
            _ => false,
        }
    }
}

/// Returns whether a method gives a value that borrows nothing, by the type that is written at its call: `.collect::<Vec<u32>>()`.
fn gives_owned(call: &ExprMethodCall) -> bool {
    let gives_it = ["collect", "parse", "product", "sum"]
        .iter()
        .any(|name| call.method == name);
    gives_it
        && call
            .turbofish
            .as_ref()
            .is_some_and(|written| written.args.iter().all(owns_argument))
}

/// Returns whether values of this type certainly borrow nothing: it is one of std's, of such types. Another type may have a
/// lifetime that is not written.
fn owns(ty: &Type) -> bool {
    const OWNED: &[&str] = &[
        "Duration",
        "Instant",
        "SystemTime",
        "Option",
        "Result",
        "Box",
        "Rc",
        "Arc",
        "Vec",
        "VecDeque",
        "BTreeMap",
        "BTreeSet",
        "HashMap",
        "HashSet",
    ];
    match ty {
        Type::Paren(ty) => owns(&ty.elem),
        Type::Group(ty) => owns(&ty.elem),
        Type::Array(ty) => owns(&ty.elem),
        Type::Tuple(ty) => ty.elems.iter().all(owns),
        Type::Path(ty) if is_of_std(ty) => ty.path.segments.last().is_some_and(|last| {
            OWNED.iter().chain(DATA).any(|owned| last.ident == owned)
                && match &last.arguments {
                    PathArguments::None => true,
                    PathArguments::AngleBracketed(written) => {
                        written.args.iter().all(owns_argument)
                    }
                    PathArguments::Parenthesized(_) => false,
                }
        }),
        _ => false,
    }
}

/// Returns whether a path may name a type of std: one of another crate may have the name of one of std's.
fn is_of_std(ty: &TypePath) -> bool {
    let segments = &ty.path.segments;
    let crates = ["std", "core", "alloc"];
    ty.qself.is_none()
        && (segments.len() == 1 || crates.iter().any(|name| segments[0].ident == name))
}

fn owns_argument(argument: &GenericArgument) -> bool {
    matches!(argument, GenericArgument::Type(ty) if owns(ty))
}

/// Returns whether values of this type may borrow something.
fn borrows(ty: &Type) -> bool {
    struct Borrow(bool);
    impl<'a> Visit<'a> for Borrow {
        fn visit_type_reference(&mut self, node: &'a syn::TypeReference) {
            let is_static = |lifetime: &syn::Lifetime| lifetime.ident == "static";
            self.0 |= !node.lifetime.as_ref().is_some_and(is_static);
            syn::visit::visit_type_reference(self, node);
        }

        fn visit_lifetime(&mut self, lifetime: &'a syn::Lifetime) {
            self.0 |= lifetime.ident != "static";
        }
    }
    let mut search = Borrow(false);
    search.visit_type(ty);
    search.0
}

/// Returns the locals that are `mut` or `ref`.
fn changing(component: &Component) -> HashSet<LocalId> {
    struct Changing(HashSet<LocalId>);
    impl<'a> Visit<'a> for Changing {
        fn visit_pat_ident(&mut self, pat: &'a PatIdent) {
            if let Some(Symbol::Local(local)) = Symbol::of(&pat.ident)
                && (pat.mutability.is_some() || pat.by_ref.is_some())
            {
                self.0.insert(local);
            }
            syn::visit::visit_pat_ident(self, pat);
        }
    }
    let mut found = Changing(HashSet::new());
    found.visit_block(&component.body);
    let mut visit = |pat: &Pat| found.visit_pat(pat);
    component.params.iter().for_each(|param| visit(&param.pat));
    found.0
}
