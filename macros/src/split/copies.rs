//! Rewrites expressions for the slice.

use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprMethodCall, Pat, Type, parse_quote};

use super::slice::Slicer;
use crate::lower::names::Symbol;
use crate::lower::primitives::{is_check, stored};

/// Prepares an expression that is kept: a template becomes its client functions, a site of the server its code.
pub struct Keep<'s, 'c>(pub &'s mut Slicer<'c>);

impl VisitMut for Keep<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        without_checks(expr);
        match Symbol::of_expr(expr) {
            Some(Symbol::Template(template)) => {
                let statements = self.0.template(template);
                *expr = parse_quote!({ #(#statements)* ::watershed::rt::any::<::watershed::rt::View>() });
            }
            Some(Symbol::Site(site)) => {
                if let Some(code) = self.0.site_expr(site) {
                    *expr = self.0.keep(code);
                }
            }
            Some(Symbol::Local(_)) => {}
            None => visit_mut::visit_expr_mut(self, expr),
        }
        // `?` would put demands on the type of the error; only the success value matters here.
        if let Expr::Try(node) = expr {
            let inner = &node.expr;
            *expr = parse_quote!(::watershed::rt::success(#inner));
        }
    }
}

/// Takes away the store and the checks of a signal where it is made. They are the server's; of their code only the type that a
/// closure declares says something of the signal.
fn without_checks(expr: &mut Expr) {
    if let Expr::Call(call) = expr
        && let Some(signal) = stored(call)
    {
        *expr = signal.clone();
    }
    while let Expr::MethodCall(call) = expr
        && is_check(call)
    {
        let made = &call.receiver;
        *expr = match checked_type(call) {
            Some(ty) => parse_quote!(::watershed::rt::valued::<_, #ty>(#made)),
            None => (**made).clone(),
        };
    }
}

fn checked_type(call: &ExprMethodCall) -> Option<Type> {
    match call.args.first()? {
        Expr::Closure(closure) => match closure.inputs.first()? {
            Pat::Type(input) => Some((*input.ty).clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Prepares a second copy of an expression, without client functions: each may be in the slice only once.
pub struct Strip<'s, 'c>(pub &'s Slicer<'c>);

impl VisitMut for Strip<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        without_checks(expr);
        match Symbol::of_expr(expr) {
            Some(Symbol::Template(_)) => {
                *expr = parse_quote!(::watershed::rt::any::<::watershed::rt::View>());
            }
            Some(Symbol::Site(site)) => *expr = self.0.as_written(site),
            Some(Symbol::Local(_)) => {}
            None => visit_mut::visit_expr_mut(self, expr),
        }
    }
}
