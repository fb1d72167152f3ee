//! Bounds the lists that a memo or a `<For>` collects, while they are collected.
//!
//! `(0..count.get()).collect::<Vec<u32>>()` allocates as much as the browser asks for, all at once, and a failed
//! allocation ends the process. With the bound, a list that is too long for any session ends the session instead.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprCall, ExprMethodCall, parse_quote};

use crate::emit::rt_at;

/// Returns the expression with a bound on everything that is collected in it.
pub fn bounded(expr: &Expr) -> Expr {
    let mut expr = expr.clone();
    Collects.visit_expr_mut(&mut expr);
    expr
}

/// Bounds the lists that the memos in a body collect.
pub struct Memos;

impl VisitMut for Memos {
    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        let is_memo = matches!(&*call.func, Expr::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "memo"));
        if is_memo {
            call.args
                .iter_mut()
                .for_each(|argument| Collects.visit_expr_mut(argument));
        } else {
            visit_mut::visit_expr_call_mut(self, call);
        }
    }
}

struct Collects;

impl VisitMut for Collects {
    /// Keeps the call one expression, so that temporaries of the receiver live until the statement ends.
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        visit_mut::visit_expr_method_call_mut(self, call);
        if call.method == "collect" && call.args.is_empty() {
            let rt = rt_at(call.method.span());
            let receiver = match &*call.receiver {
                Expr::Paren(inner) => &inner.expr,
                receiver => receiver,
            };
            *call.receiver = parse_quote!(match #receiver {
                all => {
                    use #rt::Unbounded as _;
                    #rt::Bounds(all).bounded()
                }
            });
        }
    }
}
