//! Finds the places that an expression uses, and its operation on each.

use std::collections::HashSet;

use proc_macro2::Span;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprMethodCall, Pat, PatIdent};

use crate::lower::macros::KnownMacro;
use crate::lower::model::{Component, LocalKind};
use crate::lower::names::{Place, Symbol, locals_in, place_of};
use crate::lower::primitives::{alias_of, is_action_type, is_one_to_one, is_resource_type};
use crate::lower::table::LocalId;

/// One use of a place by an expression.
#[derive(Clone, Debug)]
pub struct Use {
    pub place: Place,
    pub operation: Operation,
    /// True in a closure or async block: the use may happen after the component has run.
    pub deferred: bool,
    /// True for `save.retry()`.
    pub asks_for_failures: bool,
    pub span: Span,
}

/// The operation of a use on its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `.get()`, `.with(..)`, `.read()`: reads a node and follows it.
    Track,
    /// `.get_untracked()` and the like: reads a node without following it.
    Peek,
    /// `.set(..)`, `.update(..)`: writes a node.
    Write,
    /// Mentioned in a macro whose arguments the compiler cannot parse.
    Opaque,
    /// `x = ..`, `x += ..`, `&mut x`
    Assign,
    /// `line.get().text.get()`: follows a handle that is in the value of the node `line`.
    Within,
    /// `{settings.volume}`: follows the place if its type turns out to be a handle.
    Shown,
    /// `{line.get().text}`: follows a field of the value of the node `line`, if its type turns out to be a handle.
    ShownWithin,
    /// `shop.pay.pending()`, `shop.pay.has_failed()`, `.while_(shop.pay, ..)`: follows the place if its type turns out to be an action.
    Pending,
    /// `save.error()`, `save.field(..)`: follows the last call of an action that has ended, which only the server knows.
    Outcome,
    /// Any other use of the value.
    Value,
}

impl Use {
    /// Returns the path as the user writes it.
    pub fn path(&self, component: &Component) -> String {
        let ident = component.locals[self.place.local].ident.to_string();
        let fields = self.place.fields.iter().map(|field| format!(".{field}"));
        fields.fold(ident, |path, field| path + &field)
    }

    /// Returns whether the expression holds a handle that may write a node.
    pub fn holds_handle(&self) -> bool {
        !matches!(
            self.operation,
            Operation::Track | Operation::Peek | Operation::Within | Operation::ShownWithin
        )
    }

    /// Returns whether only the type of the place tells whether this use follows something.
    pub fn is_told_by_type(&self) -> bool {
        matches!(
            self.operation,
            Operation::Within | Operation::Shown | Operation::ShownWithin | Operation::Pending
        )
    }
}

/// Returns the uses of `expr`, in order. A local closure or macro counts with its own uses.
pub fn uses(component: &Component, expr: &Expr) -> Vec<Use> {
    let mut walk = UseCollector::new(component);
    walk.visit_expr(expr);
    walk.finish()
}

/// Returns the uses of the body outside of its sites and local closures.
pub fn uses_in_body(component: &Component, body: &Block) -> Vec<Use> {
    let mut walk = UseCollector::new(component);
    walk.visit_block(body);
    walk.found
}

/// Returns whether `expr` reads a handle that it has bound itself, `n` in `n.map(|n| n.get())`, or follows the calls of an action that
/// is a part of a place: `actions[0].pending()`.
pub fn reads_inner(component: &Component, expr: &Expr) -> bool {
    let mut walk = UseCollector::new(component);
    walk.visit_expr(expr);
    let bound = &walk.bound;
    let mut found = walk.found.iter();
    let reads_bound = found.any(|found| {
        let reads = [Operation::Track, Operation::Pending].contains(&found.operation);
        reads && bound.contains(&found.place.local)
    });
    reads_bound || walk.follows_part
}

/// Returns the locals that `expr` itself binds.
pub fn bound_in(component: &Component, expr: &Expr) -> HashSet<LocalId> {
    let mut walk = UseCollector::new(component);
    walk.visit_expr(expr);
    walk.bound
}

/// Returns the node whose value `expr` is a part of: `line` in `line.get().text` and in `line.get().texts.first()`.
pub fn node_within(expr: &Expr) -> Option<(Place, Span)> {
    match expr {
        Expr::Index(node) => node_within(&node.expr),
        Expr::Field(node) => node_within(&node.base),
        Expr::Paren(node) => node_within(&node.expr),
        Expr::Reference(node) => node_within(&node.expr),
        Expr::Unary(node) => node_within(&node.expr),
        Expr::Try(node) => node_within(&node.expr),
        Expr::MethodCall(call) => match operation_of(call) {
            Operation::Track | Operation::Peek => place_of(&call.receiver),
            Operation::Value => node_within(&call.receiver),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the place that holds the value of `expr`: `readers` in `readers[0]` and in `readers.first()`. Reading the
/// part counts as reading the whole, because nothing finer can be told.
fn holder_of(expr: &Expr) -> Option<(Place, Span)> {
    let within = match expr {
        Expr::Index(node) => &node.expr,
        Expr::Field(node) => &node.base,
        Expr::Paren(node) => &node.expr,
        Expr::Reference(node) => &node.expr,
        Expr::Unary(node) => &node.expr,
        Expr::Try(node) => &node.expr,
        Expr::MethodCall(call) if operation_of(call) == Operation::Value => &call.receiver,
        _ => return None,
    };
    place_of(within).or_else(|| holder_of(within))
}

/// Returns the operation of a method on its receiver.
pub fn operation_of(call: &ExprMethodCall) -> Operation {
    match (call.method.to_string().as_str(), call.args.len()) {
        ("get" | "read" | "track", 0) | ("with", 1) => Operation::Track,
        ("get_untracked" | "read_untracked", 0) | ("with_untracked", 1) => Operation::Peek,
        ("set" | "update" | "set_untracked" | "update_untracked" | "toggle" | "write", _) => {
            Operation::Write
        }
        _ => Operation::Value,
    }
}

/// Returns whether this is `pay.pending()` or the like, which follow the calls.
fn is_pending(call: &ExprMethodCall) -> bool {
    let follows = [
        "can_retry",
        "failed",
        "failed_inputs",
        "has_failed",
        "input",
        "pending",
        "progress",
    ];
    follows.iter().any(|name| call.method == name) && call.args.is_empty()
}

/// Returns whether this is `save.has_failed()` or the like, which ask for the calls that have failed.
fn is_question(call: &ExprMethodCall) -> bool {
    let asks = ["can_retry", "failed_inputs", "has_failed", "input"];
    asks.iter().any(|name| call.method == name)
}

/// Returns whether this is `save.retry()`, which makes the calls that have failed once more.
fn is_retry(call: &ExprMethodCall) -> bool {
    call.method == "retry" && call.args.is_empty()
}

/// Returns whether this is the call that lowering makes of `.while_(action, ..)`, which follows the calls of its first argument.
fn is_overlay(call: &ExprMethodCall) -> bool {
    call.method == "while_" && call.args.len() == 3
}

/// Returns whether this asks an action for its last call that has ended.
pub fn is_outcome(call: &ExprMethodCall) -> bool {
    let name = call.method.to_string();
    match call.args.len() {
        0 => ["error", "form_encoding", "form_error", "result", "value"].contains(&&*name),
        1 => name == "field",
        _ => false,
    }
}

/// Returns whether this asks a resource for a part of its state, as `posts.loading()` does.
fn is_of_resource(component: &Component, call: &ExprMethodCall, local: LocalId) -> bool {
    let is_resource = match component.locals[local].kind {
        LocalKind::Memo(site) => component.sites[site].is_resource(),
        _ => component.locals[local]
            .ty
            .as_ref()
            .is_some_and(is_resource_type),
    };
    is_resource
        && call.args.is_empty()
        && ["error", "loading", "value"]
            .iter()
            .any(|name| call.method == name)
}

pub fn is_action(component: &Component, local: LocalId) -> bool {
    let local = &component.locals[local];
    matches!(local.kind, LocalKind::Action(_)) || local.ty.as_ref().is_some_and(is_action_type)
}

/// Returns whether a place is an action, as far as declarations tell: `shop.pay` after `let shop = Shop { pay };`.
fn is_known_action(component: &Component, place: &Place) -> bool {
    let Some((field, rest)) = place.fields.split_first() else {
        return is_action(component, place.local);
    };
    let local = &component.locals[place.local];
    let given = match local.init.as_ref().filter(|_| !local.is_part) {
        Some(Expr::Struct(node)) => {
            let mut fields = node.fields.iter();
            fields
                .find(|given| given.member.to_token_stream().to_string() == *field)
                .map(|given| &given.expr)
        }
        Some(Expr::Tuple(node)) => {
            let number = field.parse::<usize>().ok();
            number.and_then(|number| node.elems.get(number))
        }
        _ => None,
    };
    given.and_then(place_of).is_some_and(|(mut given, _)| {
        given.fields.extend(rest.iter().cloned());
        is_known_action(component, &given)
    })
}

struct UseCollector<'c> {
    component: &'c Component,
    found: Vec<Use>,
    bound: HashSet<LocalId>,
    /// The local closures and macros whose uses were collected, and whether that was under `untrack`.
    followed: HashSet<(LocalId, bool)>,
    /// True inside of `untrack`, where nothing is followed.
    untracked: bool,
    /// True if the calls of an action are followed that is a part of a place.
    follows_part: bool,
    /// The number of closures and async blocks around the current expression.
    depth: usize,
}

impl<'c> UseCollector<'c> {
    fn new(component: &'c Component) -> Self {
        UseCollector {
            component,
            found: Vec::new(),
            bound: HashSet::new(),
            followed: HashSet::new(),
            untracked: false,
            follows_part: false,
            depth: 0,
        }
    }

    /// Removes the uses of locals that the expression itself binds. If such a local is another name for a place around
    /// it, the use counts for that place.
    fn finish(mut self) -> Vec<Use> {
        for mut found in std::mem::take(&mut self.found) {
            while self.bound.contains(&found.place.local)
                && let Some(meant) = self.meant(&found.place)
            {
                found.place = meant;
            }
            self.found.push(found);
        }
        self.found
            .retain(|found| !self.bound.contains(&found.place.local));
        self.found
    }

    /// Returns the place that `place` is another name for: `n` after `let also = n;`.
    fn meant(&self, place: &Place) -> Option<Place> {
        let local = &self.component.locals[place.local];
        let is_name = local.kind.is_handle() || local.kind == LocalKind::Plain;
        let (mut meant, _) = alias_of(local.init.as_ref().filter(|_| is_name && !local.is_part)?)?;
        meant.fields.extend(place.fields.iter().cloned());
        Some(meant)
    }

    fn found(&mut self, place: Place, operation: Operation, span: Span) {
        let local = place.local;
        let operation = match operation {
            Operation::Track | Operation::Within if self.untracked => Operation::Peek,
            operation => operation,
        };
        self.found.push(Use {
            place,
            operation,
            deferred: self.depth > 0,
            asks_for_failures: false,
            span,
        });
        let code = matches!(
            self.component.locals[local].kind,
            LocalKind::Closure | LocalKind::Macro
        );
        if code && self.followed.insert((local, self.untracked)) {
            self.follow(local);
        }
    }

    /// Adds the uses of a local closure or macro.
    fn follow(&mut self, local: LocalId) {
        let component = self.component;
        match &component.locals[local].init {
            Some(Expr::Verbatim(tokens)) => self.opaque(tokens, local),
            Some(closure) => self.visit_expr(closure),
            None => {}
        }
    }

    fn opaque(&mut self, tokens: &proc_macro2::TokenStream, within: LocalId) {
        for local in locals_in(tokens) {
            if local != within {
                let fields = Vec::new();
                self.found(Place { local, fields }, Operation::Value, Span::call_site());
            }
        }
    }

    fn method(&mut self, call: &ExprMethodCall) {
        let operation = operation_of(call);
        match (place_of(&call.receiver), operation) {
            (Some((place, span)), Operation::Value) if is_pending(call) => {
                let at = self.found.len();
                self.follows_calls(place, span);
                self.found[at].asks_for_failures = is_question(call);
            }
            (Some((place, span)), Operation::Value)
                if is_outcome(call) && is_action(self.component, place.local) =>
            {
                self.found(place, Operation::Outcome, span);
            }
            (Some((place, span)), Operation::Value)
                if place.fields.is_empty() && is_of_resource(self.component, call, place.local) =>
            {
                self.found(place, Operation::Track, span);
            }
            (Some((place, span)), _) => {
                let at = self.found.len();
                self.found(place, operation, span);
                self.found[at].asks_for_failures = is_retry(call);
            }
            (None, Operation::Track | Operation::Peek) => {
                self.visit_expr(&call.receiver);
                if let Some((place, span)) = holder_of(&call.receiver) {
                    self.found(place, operation, span);
                } else if let (Operation::Track, Some((place, span))) =
                    (operation, node_within(&call.receiver))
                {
                    self.found(place, Operation::Within, span);
                }
            }
            (None, Operation::Value) if is_pending(call) => {
                self.visit_expr(&call.receiver);
                self.follows_part |= holder_of(&call.receiver).is_some();
            }
            (None, _) => self.visit_expr(&call.receiver),
        }
        for (index, argument) in call.args.iter().enumerate() {
            match place_of(argument).filter(|_| index == 0 && is_overlay(call)) {
                Some((place, span)) => self.follows_calls(place, span),
                None => self.visit_expr(argument),
            }
        }
    }

    /// Adds a use that follows the calls of an action.
    fn follows_calls(&mut self, place: Place, span: Span) {
        let operation = if is_known_action(self.component, &place) {
            Operation::Track
        } else {
            Operation::Pending
        };
        self.found(place, operation, span);
    }

    /// Visits the value of a `let`. A local closure counts where it is used, not where it is made; so does another name
    /// for a handle.
    fn bound_to(&mut self, pat: &Pat, init: &Expr) {
        if let (Pat::Tuple(pats), Expr::Tuple(inits)) = (pat, init)
            && is_one_to_one(pats, inits)
        {
            let each = pats.elems.iter().zip(&inits.elems);
            return each.for_each(|(pat, init)| self.bound_to(pat, init));
        }
        let kinds = locals_in(pat)
            .into_iter()
            .map(|local| self.component.locals[local].kind)
            .collect::<Vec<_>>();
        let is_counted_later = |kind: &LocalKind| match init {
            Expr::Closure(_) => *kind == LocalKind::Closure,
            init => kind.is_handle() && alias_of(init).is_some(),
        };
        if !kinds.iter().all(is_counted_later) || kinds.is_empty() {
            self.visit_expr(init);
        }
    }

    fn assigned(&mut self, target: &Expr) {
        match place_of(target) {
            Some((place, span)) => self.found(place, Operation::Assign, span),
            None => self.visit_expr(target),
        }
    }

    fn macro_call(&mut self, call: &syn::Macro) {
        let path = call.path.get_ident().and_then(Symbol::of);
        if let Some(Symbol::Local(local)) = path {
            let fields = Vec::new();
            self.found(
                Place { local, fields },
                Operation::Value,
                span_of(&call.path),
            );
        }
        match KnownMacro::parse(call) {
            Some(mut known) => {
                known.pat().into_iter().for_each(|pat| self.visit_pat(pat));
                known
                    .exprs_mut()
                    .into_iter()
                    .for_each(|expr| self.visit_expr(expr));
            }
            None => self.unknown(call, path.is_some()),
        }
    }

    fn unknown(&mut self, call: &syn::Macro, is_local: bool) {
        let operation = if is_local {
            Operation::Value
        } else {
            Operation::Opaque
        };
        for local in locals_in(&call.tokens) {
            let fields = Vec::new();
            self.found(Place { local, fields }, operation, span_of(&call.path));
        }
    }
}

fn span_of(path: &syn::Path) -> Span {
    let last = path.segments.last();
    last.map_or_else(Span::call_site, |segment| segment.ident.span())
}

impl<'a> Visit<'a> for UseCollector<'_> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Some((place, span)) = place_of(expr) {
            return self.found(place, Operation::Value, span);
        }
        match expr {
            Expr::MethodCall(call) => self.method(call),
            Expr::Call(call) if is_untrack(&call.func) => {
                let outer = std::mem::replace(&mut self.untracked, true);
                visit::visit_expr(self, expr);
                self.untracked = outer;
            }
            Expr::Assign(node) => {
                self.assigned(&node.left);
                self.visit_expr(&node.right);
            }
            Expr::Binary(node) if is_assignment(&node.op) => {
                self.assigned(&node.left);
                self.visit_expr(&node.right);
            }
            Expr::Closure(_) | Expr::Async(_) => {
                self.depth += 1;
                visit::visit_expr(self, expr);
                self.depth -= 1;
            }
            Expr::Reference(node) if node.mutability.is_some() => self.assigned(&node.expr),
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, call: &'a syn::Macro) {
        self.macro_call(call);
    }

    fn visit_local(&mut self, local: &'a syn::Local) {
        self.visit_pat(&local.pat);
        if let Some(init) = &local.init {
            self.bound_to(&local.pat, &init.expr);
            init.diverge
                .iter()
                .for_each(|(_, diverge)| self.visit_expr(diverge));
        }
    }

    fn visit_item(&mut self, _: &'a syn::Item) {}

    fn visit_pat_ident(&mut self, pat: &'a PatIdent) {
        if let Some(Symbol::Local(local)) = Symbol::of(&pat.ident) {
            self.bound.insert(local);
        }
        visit::visit_pat_ident(self, pat);
    }
}

/// Returns whether the callee is `untrack`, with or without a path.
fn is_untrack(func: &Expr) -> bool {
    matches!(func, Expr::Path(path)
        if path.path.segments.last().is_some_and(|last| last.ident == "untrack"))
}

/// Returns whether an operator changes its left side.
pub fn is_assignment(op: &syn::BinOp) -> bool {
    use syn::BinOp;
    matches!(
        op,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}
