//! Finds the ways out of a closure: `return`, `?`, `break`.

use syn::Expr;
use syn::visit::{self, Visit};

/// Returns whether something in `expr` may leave the closure or block that contains it.
pub fn leaves(expr: &Expr) -> bool {
    struct WayOut(bool);
    impl<'a> Visit<'a> for WayOut {
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
    let mut search = WayOut(false);
    search.visit_expr(expr);
    search.0
}
