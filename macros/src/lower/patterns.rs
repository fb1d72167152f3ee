//! Binds the names of patterns.

use std::collections::HashMap;

use proc_macro2::Ident;
use syn::visit_mut::VisitMut;
use syn::{Expr, Pat, Type};

use super::model::LocalKind;
use super::names::Symbol;
use super::primitives::single;
use super::resolve::Resolver;
use super::table::LocalId;

/// The declaration that the names of a pattern come from.
pub struct Initializer {
    pub kind: LocalKind,
    pub ty: Option<Type>,
    pub init: Option<Expr>,
    /// True if the names are bound to parts of the value, not to the value itself.
    pub is_part: bool,
    /// True if the names are bound to references to elements of the value.
    pub is_lent: bool,
}

impl Initializer {
    /// Returns the initializer of names of which nothing is known, such as the parameters of a closure.
    pub fn unknown() -> Initializer {
        Initializer {
            kind: LocalKind::Plain,
            ty: None,
            init: None,
            is_part: false,
            is_lent: false,
        }
    }

    /// Returns the initializer of a pattern that is matched against `expr`.
    pub fn matched(expr: &Expr) -> Initializer {
        Initializer {
            init: Some(expr.clone()),
            ..Initializer::unknown()
        }
    }

    /// Returns the initializer of a pattern that is matched against the elements of `expr`.
    pub fn elements(expr: &Expr) -> Initializer {
        Initializer {
            is_part: true,
            ..Initializer::matched(expr)
        }
    }
}

/// Returns whether the elements of `expr` are certainly references.
fn lends(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(node) => lends(&node.expr),
        Expr::Reference(node) => node.mutability.is_none(),
        Expr::MethodCall(call) => match &*call.method.to_string() {
            "iter" => call.args.is_empty(),
            "rev" | "skip" | "take" | "step_by" => lends(&call.receiver),
            _ => false,
        },
        _ => false,
    }
}

/// Returns whether all names of a pattern that is matched against a reference are references.
fn binds_references(pat: &Pat) -> bool {
    match pat {
        Pat::Ident(_) | Pat::Wild(_) => true,
        Pat::Tuple(tuple) => tuple.elems.iter().all(binds_references),
        _ => false,
    }
}

impl Resolver<'_> {
    /// Binds the names of the pattern of a loop over `expr`.
    pub(crate) fn bind_elements(&mut self, pat: &mut Pat, expr: &Expr) {
        if let (Pat::Tuple(pair), Expr::MethodCall(call)) = (&mut *pat, expr)
            && pair.elems.len() == 2
            && call.method == "enumerate"
        {
            self.bind_pattern(&mut pair.elems[0], &Initializer::elements(expr));
            return self.bind_elements_of(&mut pair.elems[1], expr, &call.receiver);
        }
        self.bind_elements_of(pat, expr, expr);
    }

    fn bind_elements_of(&mut self, pat: &mut Pat, expr: &Expr, list: &Expr) {
        let initializer = Initializer {
            is_lent: lends(list) && binds_references(pat),
            ..Initializer::elements(expr)
        };
        self.bind_pattern(pat, &initializer);
    }

    /// Binds every name of `pat` and puts the locals in place of the names.
    pub(crate) fn bind_pattern(&mut self, pat: &mut Pat, initializer: &Initializer) {
        let is_part = initializer.is_part || single(pat).is_none();
        let initializer = &Initializer {
            kind: initializer.kind,
            ty: initializer.ty.clone(),
            init: initializer.init.clone(),
            is_part,
            is_lent: initializer.is_lent,
        };
        let mut binder = Binder {
            resolver: self,
            initializer,
            bound: HashMap::new(),
        };
        binder.visit_pat_mut(pat);
    }
}

/// Binds each name of a pattern once: the alternatives of `A(x) | B(x)` bind one `x`.
struct Binder<'r, 'd> {
    resolver: &'r mut Resolver<'d>,
    initializer: &'r Initializer,
    bound: HashMap<String, LocalId>,
}

impl Binder<'_, '_> {
    fn bind(&mut self, ident: &Ident) -> LocalId {
        let resolver = &mut self.resolver;
        *self
            .bound
            .entry(ident.to_string())
            .or_insert_with(|| resolver.bind(ident, self.initializer))
    }
}

impl VisitMut for Binder<'_, '_> {
    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        match pat {
            Pat::Ident(pat) => {
                if let Some((_, rest)) = &mut pat.subpat {
                    self.visit_pat_mut(rest);
                }
                if pat.subpat.is_some() || !is_constant(&pat.ident) {
                    let local = self.bind(&pat.ident);
                    pat.ident = Symbol::Local(local).ident(pat.ident.span());
                }
            }
            Pat::Type(pat) => {
                let typed = Initializer {
                    ty: Some((*pat.ty).clone()),
                    init: self.initializer.init.clone(),
                    ..*self.initializer
                };
                self.resolver.bind_pattern(&mut pat.pat, &typed);
            }
            _ => syn::visit_mut::visit_pat_mut(self, pat),
        }
    }

    fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
        self.visit_pat_mut(&mut field.pat);
        if let (None, Pat::Ident(pat)) = (field.colon_token, &mut *field.pat)
            && let Some(Symbol::Local(local)) = Symbol::of(&pat.ident)
        {
            pat.ident = Symbol::implied(local, pat.ident.span());
            field.colon_token = Some(Default::default());
        }
    }

    /// Constants, ranges and guards in patterns are expressions.
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        self.resolver.visit_expr_mut(expr);
    }
}

/// Returns whether the identifier is a unit variant or a constant (`None`, `MAX`) by the naming rules of Rust.
fn is_constant(ident: &Ident) -> bool {
    ident.to_string().starts_with(char::is_uppercase)
}
