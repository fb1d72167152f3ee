//! Rule 7: decides which paths are lifted out of client code, and builds the expressions that are captured instead.
//!
//! A path into a node that only the server writes becomes a memo on the server, whose value is mirrored. The memo is
//! evaluated even if client code never reaches the path. Therefore it includes the conditions around the path that the
//! server can evaluate. If there are other conditions, a panic is caught, and raised when client code reads the value.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span};
use quote::{ToTokens, quote};
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{BinOp, Expr, Stmt, UnOp, parse_quote};

use super::path::{Path, Read, Step, from, is_constant};
use crate::analyze::uses::{Operation, Use, is_action, uses};
use crate::analyze::{Colours, Referent, referent};
use crate::lower::macros::KnownMacro;
use crate::lower::model::{Component, LocalKind};
use crate::lower::names::{Place, Symbol, hash, locals_in, mentioned, place_of};
use crate::lower::primitives::is_handle;
use crate::lower::table::{Id, LocalId};

/// The expression that is captured in place of a path.
#[derive(Clone)]
pub struct Projection {
    /// The name of the capture in both halves.
    pub name: Ident,
    /// The path as people write it: `user.name.len()`.
    pub path: String,
    pub root: LocalId,
    /// True for a mirror, whose path starts at a node; false for a plain value.
    pub is_mirror: bool,
    /// True if it may have no value.
    pub is_guarded: bool,
    /// The expression that creates it.
    pub made: Expr,
    /// An expression of the same type, without the conditions.
    pub typed: Expr,
    /// The locals that both expressions mention.
    pub locals: BTreeSet<LocalId>,
}

/// The conditions around an expression in client code, which decide whether it is ever evaluated.
#[derive(Clone, Default)]
pub struct Guards {
    /// Conditions that the server can evaluate too.
    pub conditions: Vec<Condition>,
    /// True if there are conditions that it cannot.
    pub unknown: bool,
}

/// A condition, and the value that it must have.
#[derive(Clone)]
pub struct Condition {
    pub expr: Expr,
    pub holds: bool,
}

impl Condition {
    /// Returns `value` if the condition has that value, else `None`.
    fn around(value: Expr, condition: &Condition) -> Expr {
        let expr = &condition.expr;
        if condition.holds {
            parse_quote!(if #expr { #value } else { ::core::option::Option::None })
        } else {
            parse_quote!(if #expr { ::core::option::Option::None } else { #value })
        }
    }
}

impl Guards {
    /// Returns conditions of which the server knows nothing.
    pub fn unknown() -> Guards {
        Guards {
            conditions: Vec::new(),
            unknown: true,
        }
    }

    /// Combines the conditions of two.
    pub fn and(mut self, other: Guards) -> Guards {
        self.conditions.extend(other.conditions);
        self.unknown |= other.unknown;
        self
    }

    /// Returns whether the expression is always evaluated.
    fn is_nothing(&self) -> bool {
        self.conditions.is_empty() && !self.unknown
    }
}

/// The client function around a path: its own locals, and the nodes that `with` lends to its closures.
pub struct EnclosingFunction<'c> {
    pub component: &'c Component,
    pub colours: &'c Colours,
    pub is_inner: &'c dyn Fn(LocalId) -> bool,
    pub lent: &'c dyn Fn(LocalId) -> Option<(LocalId, Read)>,
}

impl EnclosingFunction<'_> {
    /// Returns the path that `expr` is, if it is lifted.
    pub fn path(&self, expr: &Expr) -> Option<Path> {
        let path = Path::of(expr, &self.lent)?;
        let is_lifted = path.ends_in_value() && self.is_on_server(&path);
        let is_place = path.read.is_none() && path.is_fields();
        (is_lifted && !is_place).then_some(path)
    }

    /// Returns the conditions under which code runs that is guarded by `expr` having the value `holds`.
    pub fn around(&self, expr: &Expr, holds: bool) -> Guards {
        match expr {
            Expr::Paren(node) => self.around(&node.expr, holds),
            Expr::Binary(node) if is_made_of(&node.op, holds) => {
                let left = self.around(&node.left, holds);
                left.and(self.around(&node.right, holds))
            }
            Expr::Unary(node) if matches!(node.op, UnOp::Not(_)) => self.around(&node.expr, !holds),
            expr if self.is_servers_condition(expr) => Guards {
                conditions: vec![Condition {
                    expr: expr.clone(),
                    holds,
                }],
                unknown: false,
            },
            _ => Guards::unknown(),
        }
    }

    fn is_servers_condition(&self, expr: &Expr) -> bool {
        let mut names = mentioned(expr).into_iter();
        names.all(|name| matches!(name, Symbol::Local(_)))
            && !binds(expr)
            && uses(self.component, expr)
                .iter()
                .all(|found| self.is_servers(found))
    }

    /// Returns whether the server knows all parts of the path, and the browser cannot change any of them.
    fn is_on_server(&self, path: &Path) -> bool {
        let is_known = match path.read {
            Some(Read::Ended) => {
                is_action(self.component, path.root) && !(self.is_inner)(path.root)
            }
            Some(_) => self.is_server_node(path.root),
            None => path.is_plain() && self.is_data(path.root),
        };
        is_known && path.arguments().all(|argument| self.is_argument(argument))
    }

    fn is_argument(&self, argument: &Expr) -> bool {
        if is_constant(argument) {
            return true;
        }
        if let Expr::Reference(node) = argument {
            return node.mutability.is_none() && self.is_argument(&node.expr);
        }
        let is_path = |path: Path| self.is_on_server(&path);
        Path::of(argument, &|_| None).is_some_and(is_path)
    }

    /// Returns whether a local is a node that only the server writes and that was made outside of the client function.
    pub fn is_server_node(&self, local: LocalId) -> bool {
        let is_action = matches!(
            self.component.locals[local].kind,
            LocalKind::Action(_) | LocalKind::Writer(_)
        );
        !is_action
            && !(self.is_inner)(local)
            && !self.colours.is_own_row(local)
            && match self.node(local) {
                Referent::Source(source) => !self.colours.is_dirty(source),
                Referent::Memo(memo) => !self.colours.has_function(memo),
                Referent::Server => true,
                Referent::Open | Referent::Data => false,
            }
    }

    /// Returns whether a local is plain data that was made outside of the client function.
    fn is_data(&self, local: LocalId) -> bool {
        let found = &self.component.locals[local];
        let is_value = matches!(found.kind, LocalKind::Plain | LocalKind::Prop);
        let is_node = found.ty.as_ref().is_some_and(is_handle);
        is_value
            && !is_node
            && !(self.is_inner)(local)
            && matches!(self.node(local), Referent::Open | Referent::Data)
    }

    fn is_servers(&self, found: &Use) -> bool {
        let local = found.place.local;
        match found.operation {
            Operation::Track | Operation::Peek => self.is_server_node(local),
            Operation::Value => self.is_data(local),
            _ => false,
        }
    }

    fn node(&self, local: LocalId) -> Referent {
        let fields = Vec::new();
        referent(self.component, &Place { local, fields })
    }

    /// Returns the projection that is captured in place of `path`.
    pub fn project(&self, path: &Path, around: &Guards) -> Projection {
        let root = &self.component.locals[path.root].ident;
        let (made, typed) = match path.read {
            Some(_) => self.mirror(path, around),
            None => self.value(path),
        };
        let mut words = path.steps.iter().map(word).collect::<Vec<_>>();
        if !path.is_fields() {
            // Two paths with the same words differ in their tokens.
            words.push(format!("{:x}", hash(&made.to_token_stream().to_string())));
        }
        Projection {
            name: captured_name(root, path.root, &words, path.end()),
            path: path.text(self.component),
            root: path.root,
            is_mirror: path.read.is_some(),
            is_guarded: is_guarded(path, around),
            locals: locals_in(&quote!(#made #typed)).into_iter().collect(),
            made,
            typed,
        }
    }

    /// Returns the expressions for a path into a local that is not a node. Its value never changes, so the path is
    /// evaluated once.
    fn value(&self, path: &Path) -> (Expr, Expr) {
        let (fields, methods) = path.fields_first();
        let place = from(Symbol::Local(path.root).expr(path.span), fields);
        let start = if path.only_borrows() {
            place
        } else {
            parse_quote!(::core::clone::Clone::clone(&#place))
        };
        let value = owned(path, from(start, methods));
        (value.clone(), value)
    }

    fn mirror(&self, path: &Path, around: &Guards) -> (Expr, Expr) {
        let root = Symbol::Local(path.root).expr(path.span);
        let start: Expr = match path.read {
            Some(Read::Ended) => root.clone(),
            _ => parse_quote!(#root.get()),
        };
        let guard = is_guarded(path, around).then_some(around);
        let conditions = guard.map_or(&[][..], |around| &around.conditions);
        let mut locals = path.arguments().flat_map(locals_in);
        let typed: Expr = if path.read != Some(Read::Ended)
            && conditions.is_empty()
            && !locals.any(|local| self.is_server_node(local))
        {
            let lent = Ident::new("__value", Span::mixed_site());
            let start: Expr = if path.only_borrows() {
                parse_quote!(#lent)
            } else {
                parse_quote!(::core::clone::Clone::clone(#lent))
            };
            let value = guarded(owned(path, from(start, &path.steps)), guard);
            parse_quote!(::watershed::rt::project(&#root, move |#lent| #value))
        } else {
            let value = owned(path, from(start.clone(), &path.steps));
            let value = guarded(value, guard);
            parse_quote!(::watershed::rt::memo(move || #value))
        };
        let made: Expr = match conditions {
            [] => typed.clone(),
            conditions => {
                let value = guarded(owned(path, from(start, &path.steps)), guard);
                let value = conditions.iter().rev().fold(value, Condition::around);
                parse_quote!(::watershed::rt::memo(move || #value))
            }
        };
        (self.owning(made, path.root), self.owning(typed, path.root))
    }

    /// Copies the places that a memo mentions, because the memo outlives them.
    fn owning(&self, mut mirror: Expr, root: LocalId) -> Expr {
        let mut copying = Copying {
            site: self,
            root,
            copies: Vec::new(),
        };
        copying.visit_expr_mut(&mut mirror);
        match copying.copies.as_slice() {
            [] => mirror,
            copies => parse_quote!({ #(#copies)* #mirror }),
        }
    }
}

/// Replaces locals that are not nodes by copies.
struct Copying<'s, 'c> {
    site: &'s EnclosingFunction<'c>,
    root: LocalId,
    copies: Vec<Stmt>,
}

impl VisitMut for Copying<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let Some((place, span)) = place_of(expr) else {
            return visit_mut::visit_expr_mut(self, expr);
        };
        let local = place.local;
        if local == self.root || (self.site.is_inner)(local) || self.site.is_server_node(local) {
            return;
        }
        let copy = Ident::new(&format!("__copy_{}", self.copies.len()), span);
        self.copies
            .push(parse_quote!(let #copy = ::core::clone::Clone::clone(&#expr);));
        *expr = parse_quote!(#copy);
    }

    fn visit_macro_mut(&mut self, call: &mut syn::Macro) {
        KnownMacro::change(call, |expr| self.visit_expr_mut(expr));
    }
}

/// Returns the value of a path as an owned value: if the last step borrows, it is cloned.
fn owned(path: &Path, value: Expr) -> Expr {
    match path.steps.last() {
        Some(Step::Method(_)) => parse_quote!(::watershed::rt::owned!(#value)),
        _ => parse_quote!(::core::clone::Clone::clone(&#value)),
    }
}

/// Returns the value under the conditions around the path, which may leave it without a value.
fn guarded(value: Expr, guard: Option<&Guards>) -> Expr {
    match guard {
        None => value,
        Some(Guards { unknown: true, .. }) => parse_quote!(::watershed::rt::kept(|| #value)),
        Some(_) => parse_quote!(::core::option::Option::Some(#value)),
    }
}

/// Returns whether a path may panic although client code may never evaluate it. Then it has a value only under its
/// conditions.
fn is_guarded(path: &Path, around: &Guards) -> bool {
    path.read.is_some() && path.may_panic() && !around.is_nothing()
}

fn word(step: &Step) -> String {
    match step {
        Step::Field(member) => member.to_token_stream().to_string(),
        Step::Index(_) => "at".to_owned(),
        Step::Method(call) => call.method.to_string(),
    }
}

/// Returns whether the whole having the value `holds` implies it for both sides: `a && b` is true, `a || b` is false.
fn is_made_of(op: &BinOp, holds: bool) -> bool {
    match op {
        BinOp::And(_) => holds,
        BinOp::Or(_) => !holds,
        _ => false,
    }
}

fn binds(condition: &Expr) -> bool {
    struct LetCondition(bool);
    impl<'a> Visit<'a> for LetCondition {
        fn visit_expr_let(&mut self, _: &'a syn::ExprLet) {
            self.0 = true;
        }
    }
    let mut search = LetCondition(false);
    search.visit_expr(condition);
    search.0
}

/// Returns the identifier of a capture: `__user_3_joined`. Words that contain `_` get a hash, because they could be
/// read as two words.
pub fn captured_name(local: &Ident, id: LocalId, words: &[String], span: Span) -> Ident {
    let mut name = format!("__{local}_{}_{}", id.index(), words.join("_"));
    if words.iter().any(|word| word.contains('_')) {
        name += &format!("_{:x}", hash(&words.join(".")));
    }
    Ident::new(&name.replace("r#", ""), span)
}
