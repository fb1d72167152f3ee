//! Finds values that are read while the component's body runs and then shown: they never change again.
//!
//! `let twice = count.get() * 2; view! { {twice} }` is ordinary Rust, and shows the first value for good. It may be meant, so
//! it is a warning. Only values that are certainly data count: `let title = todo.get().title` may be a handle, and what
//! is made of it by any function may follow the signal.

use std::collections::HashMap;

use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprMethodCall, Stmt};

use super::uses::{Operation, operation_of, uses};
use super::{Colours, Referent, SourceColour, referent};
use crate::diagnostic::{Diagnostics, Problem};
use crate::lower::model::{Component, LocalKind, Role};
use crate::lower::names::{Place, locals_in, place_of};
use crate::lower::primitives::{is_data, is_handle};
use crate::lower::table::LocalId;
use crate::vocabulary::{Does, call_does};

/// Warns about each value that was read early and is shown.
pub fn check(component: &Component, colours: &Colours, diagnostics: &mut Diagnostics) {
    let mut early = Early {
        component,
        colours,
        read: HashMap::new(),
    };
    early.visit_block(&component.body);
    let shown = component
        .sites
        .iter()
        .filter(|(_, site)| is_shown(&site.role));
    let mut shown: Vec<LocalId> = shown
        .flat_map(|(_, site)| uses(component, &site.expr))
        .map(|found| found.place.local)
        .filter(|local| early.read.contains_key(local))
        .collect();
    shown.sort();
    shown.dedup();
    for local in shown {
        let name = component.locals[local].ident.to_string();
        let signal = early.read[&local].clone();
        let place = component.locals[local].ident.span();
        diagnostics.warn(place, Problem::EarlyRead { name, signal });
    }
}

/// Returns whether what a site computes is on the page.
fn is_shown(role: &Role) -> bool {
    matches!(
        role,
        Role::Text
            | Role::Value(_)
            | Role::When
            | Role::Each(_)
            | Role::Arm
            | Role::Rebuild
            | Role::Fixed
    )
}

struct Early<'c> {
    component: &'c Component,
    colours: &'c Colours,
    /// The locals with values that were read early, and the signal that was read.
    read: HashMap<LocalId, String>,
}

impl Early<'_> {
    /// Returns the signal that a value comes from; `None` also if it may be something else than data.
    fn read_by(&self, expr: &Expr) -> Option<String> {
        let sources = self.sources(expr)?;
        sources.into_iter().next()
    }

    /// Returns the signals that a value is computed from; `None` if it may be something else than data.
    fn sources(&self, expr: &Expr) -> Option<Vec<String>> {
        let all = |exprs: &[&Expr]| {
            let each = exprs.iter().map(|expr| self.sources(expr));
            Some(each.collect::<Option<Vec<_>>>()?.concat())
        };
        match expr {
            Expr::Lit(_) => Some(Vec::new()),
            Expr::Paren(node) => self.sources(&node.expr),
            Expr::Reference(node) => self.sources(&node.expr),
            Expr::Unary(node) => self.sources(&node.expr),
            Expr::Cast(node) => self.sources(&node.expr),
            Expr::Binary(node) => {
                // The operands may be anything that has the operator, but the result is data.
                let side = |expr| self.sources(expr).unwrap_or_default();
                Some([side(&node.left), side(&node.right)].concat())
            }
            Expr::If(node) => {
                let then = last(&node.then_branch)?;
                let otherwise = node
                    .else_branch
                    .as_ref()
                    .map(|(_, otherwise)| &**otherwise)?;
                let condition = self.sources(&node.cond).unwrap_or_default();
                Some([condition, all(&[then, otherwise])?].concat())
            }
            Expr::Block(node) => self.sources(last(&node.block)?),
            Expr::Macro(node) if node.mac.path.is_ident("format") => {
                let locals = locals_in(&node.mac.tokens).into_iter();
                let known = locals.filter_map(|local| self.read.get(&local).cloned());
                let mut known: Vec<_> = known.collect();
                known.extend(self.reads_in(expr));
                Some(known)
            }
            Expr::MethodCall(call) => self.method(call),
            Expr::Path(_) => {
                let (place, _) = place_of(expr)?;
                self.read
                    .get(&place.local)
                    .map(|signal| vec![signal.clone()])
            }
            _ => None,
        }
    }

    fn method(&self, call: &ExprMethodCall) -> Option<Vec<String>> {
        let is_read = matches!(operation_of(call), Operation::Track) && call.args.is_empty();
        if let (true, Some((place, _))) = (is_read, place_of(&call.receiver)) {
            return self.node(&place).map(|signal| vec![signal]);
        }
        let is_data = call_does(self.component, call, Does::Data);
        is_data.then(|| {
            self.sources(&call.receiver)
                .unwrap_or_else(|| self.reads_in(&call.receiver))
        })
    }

    /// Returns the signals with values of data that an expression reads while it runs.
    fn reads_in(&self, expr: &Expr) -> Vec<String> {
        let found = uses(self.component, expr).into_iter();
        let read = found.filter(|found| found.operation == Operation::Track && !found.deferred);
        read.filter_map(|found| self.signal(&found.place)).collect()
    }

    /// Returns the name of a node whose values are certainly data, and may change.
    fn node(&self, place: &Place) -> Option<String> {
        let local = &self.component.locals[place.local];
        let is_data = match local.kind {
            LocalKind::Reader(source) | LocalKind::Both(source) => {
                matches!(self.component.sources[source].initial, Expr::Lit(_))
            }
            LocalKind::Prop => local.ty.as_ref().is_some_and(holds_data),
            _ => false,
        };
        self.signal(place).filter(|_| is_data)
    }

    /// Returns the name of a node that may change.
    fn signal(&self, place: &Place) -> Option<String> {
        let local = &self.component.locals[place.local];
        let may_change = match referent(self.component, place) {
            Referent::Source(source) => self.colours.sources[source].colour != SourceColour::Const,
            Referent::Memo(_) => true,
            Referent::Open => local.ty.as_ref().is_some_and(is_handle),
            Referent::Server | Referent::Data => false,
        };
        (may_change && place.fields.is_empty()).then(|| local.ident.to_string())
    }
}

/// Returns whether a type, as it is written, is a handle of a node with values of data.
fn holds_data(ty: &syn::Type) -> bool {
    let syn::Type::Path(path) = ty else {
        return false;
    };
    let arguments = path.path.segments.last().map(|last| &last.arguments);
    is_handle(ty)
        && matches!(arguments, Some(syn::PathArguments::AngleBracketed(arguments))
            if arguments.args.iter().all(|argument| matches!(argument, syn::GenericArgument::Type(ty) if is_data(ty))))
}

fn last(block: &Block) -> Option<&Expr> {
    match block.stmts.last()? {
        Stmt::Expr(expr, None) => Some(expr),
        _ => None,
    }
}

impl<'a> Visit<'a> for Early<'_> {
    fn visit_local(&mut self, local: &'a syn::Local) {
        if let Some(init) = &local.init
            && let [bound] = locals_in(&local.pat)[..]
            && self.component.locals[bound].kind == LocalKind::Plain
            && !self.component.locals[bound].is_part
            && let Some(signal) = self.read_by(&init.expr)
        {
            self.read.insert(bound, signal);
        }
        visit::visit_local(self, local);
    }

    /// Code that runs later reads what is there then.
    fn visit_expr_closure(&mut self, _: &'a syn::ExprClosure) {}

    fn visit_expr_async(&mut self, _: &'a syn::ExprAsync) {}

    fn visit_item(&mut self, _: &'a syn::Item) {}
}
