//! Reports `.await` in code that cannot wait: client code, and the body of a component that is not `async`.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Stmt};

use super::Colours;
use crate::diagnostic::{Diagnostics, Problem};
use crate::lower::model::Component;

/// Reports each `.await`, async closure and future in client code, and each `.await` in the body of a component that is
/// not `async`.
pub fn check(component: &Component, colours: &Colours, diagnostics: &mut Diagnostics) {
    for (site, lowered) in component.sites.iter() {
        if colours.is_client(site) {
            for span in in_code(&lowered.expr) {
                diagnostics.report(span, Problem::AwaitInClient {});
            }
        }
    }
    if component.item.sig.asyncness.is_none() {
        let name = &component.item.sig.ident;
        for span in in_body(&component.body) {
            let name = name.to_string();
            diagnostics.report(span, Problem::AwaitInSync { name });
        }
    }
}

/// Returns whether the code of a site contains an `.await`.
pub fn waits(expr: &Expr) -> bool {
    !in_code(expr).is_empty()
}

/// Finds each `.await` in an expression, or in the body of the closure that it is. For an async closure, returns the
/// place of its `async`.
fn in_code(expr: &Expr) -> Vec<Span> {
    let mut awaits = Awaits::default();
    match expr {
        Expr::Closure(closure) => match &closure.asyncness {
            Some(asyncness) => awaits.0.push(asyncness.span()),
            None => {
                awaits.visit_expr(&closure.body);
                awaits.0.extend(future(&closure.body));
            }
        },
        other => awaits.visit_expr(other),
    }
    awaits.0
}

fn in_body(body: &Block) -> Vec<Span> {
    let mut awaits = Awaits::default();
    awaits.visit_block(body);
    awaits.0
}

/// Returns the place of the `async` block that the code ends with: nothing would ever poll it.
fn future(body: &Expr) -> Option<Span> {
    match body {
        Expr::Async(node) => Some(node.async_token.span()),
        Expr::Block(node) => match node.block.stmts.last()? {
            Stmt::Expr(value, _) => future(value),
            _ => None,
        },
        _ => None,
    }
}

#[derive(Default)]
struct Awaits(Vec<Span>);

impl<'a> Visit<'a> for Awaits {
    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            // An `.await` in these belongs to them.
            Expr::Closure(_) | Expr::Async(_) => {}
            Expr::Await(node) => {
                self.0.push(node.await_token.span());
                visit::visit_expr(self, expr);
            }
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_item(&mut self, _: &'a syn::Item) {}
}
