//! Finds the code that the compiler cannot look into: a method, function or macro of the user's may read a signal.

use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Expr, ExprCall};

use super::facts::{Referent, referent};
use super::uses::{Operation, Use, operation_of};
use crate::lower::macros::KnownMacro;
use crate::lower::model::{Component, LocalKind};
use crate::lower::names::{Symbol, place_of};
use crate::lower::table::SiteId;

/// Returns whether the use of a place may read a signal in it.
pub fn may_read(component: &Component, found: &Use) -> bool {
    let is_unclear = matches!(
        found.operation,
        Operation::Value
            | Operation::Opaque
            | Operation::Shown
            | Operation::Pending
            | Operation::Outcome
    );
    let kind = component.locals[found.place.local].kind;
    is_unclear
        && match referent(component, &found.place) {
            Referent::Data => false,
            Referent::Server => {
                let follows = [Operation::Pending, Operation::Outcome].contains(&found.operation);
                !matches!(kind, LocalKind::Action(_)) || follows
            }
            Referent::Source(_) => !matches!(kind, LocalKind::Writer(_)),
            Referent::Memo(_) => true,
            Referent::Open => !is_text(component, found),
        }
}

/// Returns whether the place is certainly plain text, as in `let name = format!(..)`.
fn is_text(component: &Component, found: &Use) -> bool {
    let local = &component.locals[found.place.local];
    let init = local.init.as_ref().filter(|_| !local.is_part);
    init.is_some_and(|init| match init {
        Expr::Lit(_) => true,
        Expr::Macro(call) => call.mac.path.is_ident("format"),
        Expr::MethodCall(call) => call.method == "to_string",
        Expr::Call(call) => matches!(&*call.func, Expr::Path(path)
            if path.path.segments.first().is_some_and(|first| first.ident == "String")),
        _ => false,
    })
}

/// Returns whether the code of a site calls something that may read a signal. If the code is only a place, it does so
/// only if the place is a closure.
pub fn is_opaque(component: &Component, site: SiteId) -> bool {
    let expr = &component.sites[site].expr;
    match place_of(expr) {
        Some((place, _)) => {
            let ty = component.locals[place.local].ty.as_ref();
            let words = ty.map(|ty| ty.to_token_stream().to_string());
            words.is_some_and(|words| words.contains("Fn"))
                || component.locals[place.local].kind == LocalKind::Closure
        }
        None => {
            let mut search = AnyCall(false);
            search.visit_expr(expr);
            search.0
        }
    }
}

/// Finds any call except constructors, which only store their arguments.
struct AnyCall(bool);

impl<'a> Visit<'a> for AnyCall {
    fn visit_expr(&mut self, expr: &'a Expr) {
        self.0 |= match expr {
            Expr::MethodCall(call) => operation_of(call) == Operation::Value,
            Expr::Call(call) => !is_constructor(&call.func),
            Expr::Macro(call) => KnownMacro::parse(&call.mac).is_none(),
            _ => false,
        };
        if let Expr::Macro(call) = expr
            && let Some(mut known) = KnownMacro::parse(&call.mac)
        {
            known
                .exprs_mut()
                .into_iter()
                .for_each(|expr| AnyCall::visit_expr(self, &expr.clone()));
        }
        visit::visit_expr(self, expr);
    }
}

/// Returns whether a callee only stores its arguments: `Some`, `Pair`, or a function that lowering wrote.
fn is_constructor(func: &Expr) -> bool {
    let Expr::Path(path) = func else { return false };
    let last = path.path.segments.last();
    path.path.leading_colon.is_some()
        || last.is_some_and(|last| last.ident.to_string().starts_with(char::is_uppercase))
}

/// Returns whether `expr` calls something that may read a signal other than through its arguments: `total()`,
/// `t!("title")`.
pub fn calls_unknown(expr: &Expr) -> bool {
    let mut search = UnknownCall(false);
    search.visit_expr(expr);
    search.0
}

/// Returns whether everything that `expr` calls also exists in the browser's build: functions of std alone.
pub fn is_portable(expr: &Expr) -> bool {
    let mut search = OwnTypes(false);
    search.visit_expr(expr);
    !search.0 && !calls_unknown(expr)
}

/// Finds calls of associated functions of types that are not std's, such as `Product::find`.
struct OwnTypes(bool);

impl<'a> Visit<'a> for OwnTypes {
    fn visit_expr_call(&mut self, call: &'a ExprCall) {
        const OF_STD: [&str; 9] = [
            "alloc",
            "core",
            "std",
            "watershed",
            "Box",
            "Option",
            "Result",
            "String",
            "Vec",
        ];
        if let Expr::Path(path) = &*call.func
            && let (Some(first), true) = (path.path.segments.first(), path.path.segments.len() > 1)
        {
            self.0 |= !OF_STD.iter().any(|name| first.ident == name);
        }
        visit::visit_expr_call(self, call);
    }
}

struct UnknownCall(bool);

impl<'a> Visit<'a> for UnknownCall {
    fn visit_expr_call(&mut self, call: &'a ExprCall) {
        self.0 |= is_own(&call.func);
        visit::visit_expr_call(self, call);
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        match KnownMacro::parse(call) {
            Some(mut known) => known
                .exprs_mut()
                .into_iter()
                .for_each(|expr| UnknownCall::visit_expr(self, &expr.clone())),
            None => self.0 = true,
        }
    }
}

/// Returns whether a callee is a function of the application: `total`, `shop::total`. Associated functions (`Utc::now`)
/// and functions of std read nothing but their arguments.
fn is_own(func: &Expr) -> bool {
    let Expr::Path(path) = func else { return false };
    let names = path.path.segments.iter();
    let names: Vec<String> = names.map(|segment| segment.ident.to_string()).collect();
    Symbol::of_expr(func).is_none()
        && names
            .iter()
            .all(|name| !name.starts_with(char::is_uppercase))
        && !names
            .first()
            .is_some_and(|first| ["alloc", "core", "std", "watershed"].contains(&&**first))
}
