//! `user.with(|user| ..)`: where its closure only takes paths of what it is lent, those are what client code needs.

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprMethodCall, Pat, parse_quote};

use super::path::{Read, how_read};
use super::rewrite::Rewrite;
use crate::analyze::uses::place_of;
use crate::lower::macros::Known;
use crate::lower::names::{Name, locals_in};
use crate::lower::table::LocalId;

impl Rewrite<'_> {
    /// `user.with(|user| ..)`, where the closure only takes paths of what it is lent: those alone are needed.
    pub(super) fn with(&mut self, expr: &Expr) -> Option<Expr> {
        let Expr::MethodCall(call) = expr else {
            return None;
        };
        let (read, lent, body) = lending(call)?;
        let (place, _) = place_of(&call.receiver)?;
        let is_node = place.fields.is_empty() && self.site(|site| site.is_server_node(place.local));
        if !is_node || leaves(body) {
            return None;
        }
        self.lent.insert(lent, (place.local, read));
        if !self.takes_only_paths(body, lent) {
            self.lent.remove(&lent);
            return None;
        }
        let mut body = body.clone();
        self.visit_expr_mut(&mut body);
        Some(body)
    }

    /// Whether what is lent is only used by paths that are lifted.
    fn takes_only_paths(&self, body: &Expr, lent: LocalId) -> bool {
        let mut without = body.clone();
        WithoutPaths(self).visit_expr_mut(&mut without);
        !locals_in(&without).contains(&lent)
    }
}

/// Takes the paths that are lifted out of an expression.
struct WithoutPaths<'r, 'c>(&'r Rewrite<'c>);

impl VisitMut for WithoutPaths<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if self.0.site(|site| site.path(expr)).is_some() {
            *expr = parse_quote!(());
        } else {
            visit_mut::visit_expr_mut(self, expr);
        }
    }

    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        if let Some(mut known) = Known::parse(call) {
            known
                .exprs_mut()
                .into_iter()
                .for_each(|expr| self.visit_expr_mut(expr));
            call.tokens = known.into_token_stream();
        }
    }
}

/// How `with` reads, the parameter of its closure, and the closure's body.
fn lending(call: &ExprMethodCall) -> Option<(Read, LocalId, &Expr)> {
    let read = how_read(call)?;
    let Some(Expr::Closure(closure)) = call.args.first() else {
        return None;
    };
    let (Some(Pat::Ident(lent)), 1) = (closure.inputs.first(), closure.inputs.len()) else {
        return None;
    };
    match Name::of(&lent.ident) {
        Some(Name::Local(local)) => Some((read, local, &closure.body)),
        _ => None,
    }
}

/// Whether something in `expr` may leave the closure or block that it stands in.
pub fn leaves(expr: &Expr) -> bool {
    struct Search(bool);
    impl<'a> Visit<'a> for Search {
        fn visit_expr(&mut self, expr: &'a Expr) {
            self.0 |= matches!(
                expr,
                Expr::Return(_) | Expr::Try(_) | Expr::Break(_) | Expr::Continue(_)
            );
            visit::visit_expr(self, expr);
        }

        fn visit_local_init(&mut self, init: &'a syn::LocalInit) {
            self.0 |= init.diverge.is_some();
            visit::visit_local_init(self, init);
        }
    }
    let mut search = Search(false);
    search.visit_expr(expr);
    search.0
}
