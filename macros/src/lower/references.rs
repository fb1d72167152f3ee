//! Gives a type to `let field = NodeRef::new();` where nothing else does. The type of the element is only of interest
//! to the reader of the reference, so any will do.

use std::collections::HashSet;

use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprCall, Pat, PathArguments, parse_quote};

use super::model::{Component, Role};
use super::names::Symbol;
use super::table::LocalId;

/// Gives a type to each reference that has none and is only used in `node_ref=` or through its methods.
pub fn typed(component: &mut Component) {
    let mut values = UsedAsValue(HashSet::new());
    values.visit_block(&component.body);
    for (_, site) in component.sites.iter() {
        if !matches!(site.role, Role::Reference) {
            values.visit_expr(&site.expr);
        }
    }
    component
        .part_exprs()
        .into_iter()
        .for_each(|expr| values.visit_expr(expr));
    Typing(values.0).visit_block_mut(&mut component.body);
}

/// Collects the locals that are used as values: something else may determine their types.
struct UsedAsValue(HashSet<LocalId>);

impl<'a> Visit<'a> for UsedAsValue {
    fn visit_expr(&mut self, expr: &'a Expr) {
        match (Symbol::of_expr(expr), expr) {
            (Some(Symbol::Local(local)), _) => {
                self.0.insert(local);
            }
            (None, Expr::MethodCall(call)) if Symbol::of_expr(&call.receiver).is_some() => {
                call.args
                    .iter()
                    .for_each(|argument| self.visit_expr(argument));
            }
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        self.0.extend(super::names::locals_in(&call.tokens));
    }
}

struct Typing(HashSet<LocalId>);

impl VisitMut for Typing {
    fn visit_local_mut(&mut self, statement: &mut syn::Local) {
        if let (Pat::Ident(pat), Some(init)) = (&statement.pat, &mut statement.init)
            && let Some(Symbol::Local(local)) = Symbol::of(&pat.ident)
            && !self.0.contains(&local)
            && let Expr::Call(call) = &mut *init.expr
        {
            give_type(call);
        }
        visit_mut::visit_local_mut(self, statement);
    }
}

/// Turns `NodeRef::new()` into `NodeRef::<()>::new()`.
fn give_type(call: &mut ExprCall) {
    let Expr::Path(path) = &mut *call.func else {
        return;
    };
    let mut segments = path.path.segments.iter_mut().rev();
    if let (Some(new), Some(owner)) = (segments.next(), segments.next())
        && (new.ident == "new" || new.ident == "default")
        && owner.ident == "NodeRef"
        && matches!(owner.arguments, PathArguments::None)
    {
        owner.arguments = PathArguments::AngleBracketed(parse_quote!(::<()>));
    }
}
