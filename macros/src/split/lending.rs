//! `user.with(|user| ..)`: if the closure only takes paths of its parameter, client code needs only those paths.

use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprClosure, ExprMethodCall, Pat, Stmt, parse_quote};

use super::path::{Read, how_read};
use super::rewrite::Rewrite;
use crate::analyze::leaves;
use crate::lower::macros::KnownMacro;
use crate::lower::names::{Symbol, locals_in, place_of};
use crate::lower::table::LocalId;

impl Rewrite<'_> {
    /// Rewrites `user.with(|user| ..)` to the body of the closure, if that only takes paths of the parameter. Only
    /// those paths are captured.
    pub(super) fn with(&mut self, expr: &Expr) -> Option<Expr> {
        let Expr::MethodCall(call) = expr else {
            return None;
        };
        let (read, lent, body) = lending(call)?;
        let (place, _) = place_of(&call.receiver)?;
        let is_node = place.fields.is_empty() && self.site(|site| site.is_server_node(place.local));
        if !is_node || self.is_dropped || leaves(body) || self.has_steps(body) {
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

    /// Returns whether `body` may do something for its effect, and not only compute a value from paths.
    fn has_steps(&self, body: &Expr) -> bool {
        let mut steps = Steps::default();
        steps.visit_expr(body);
        steps.statements > 0 || steps.closures > 0 && !self.computes()
    }

    /// Returns whether the parameter is only used by paths that are lifted.
    fn takes_only_paths(&self, body: &Expr, lent: LocalId) -> bool {
        let mut without = body.clone();
        WithoutPaths(self).visit_expr_mut(&mut without);
        !locals_in(&without).contains(&lent)
    }
}

/// Removes the paths that are lifted from an expression.
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
        KnownMacro::change(call, |expr| self.visit_expr_mut(expr));
    }
}

/// Returns the read that `with` does, the parameter of its closure, and the closure's body.
fn lending(call: &ExprMethodCall) -> Option<(Read, LocalId, &Expr)> {
    let read = how_read(call)?;
    let Some(Expr::Closure(closure)) = call.args.first() else {
        return None;
    };
    let (Some(Pat::Ident(lent)), 1) = (closure.inputs.first(), closure.inputs.len()) else {
        return None;
    };
    match Symbol::of(&lent.ident) {
        Some(Symbol::Local(local)) => Some((read, local, &closure.body)),
        _ => None,
    }
}

/// Counts statements and closures, which may be executed for their effect.
#[derive(Default)]
struct Steps {
    statements: usize,
    closures: usize,
}

impl<'a> Visit<'a> for Steps {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        self.statements += usize::from(matches!(statement, Stmt::Expr(_, Some(_))));
        visit::visit_stmt(self, statement);
    }

    fn visit_expr_closure(&mut self, node: &'a ExprClosure) {
        self.closures += 1;
        visit::visit_expr_closure(self, node);
    }
}
