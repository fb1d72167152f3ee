//! Reports mistakes in client code.

use std::collections::HashSet;

use proc_macro2::Span;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Expr, ExprCall, ExprMethodCall, Lit, PatIdent, Type};

use super::absent;
use crate::analyze::uses::{Operation, Use, bound_in, is_assignment, operation_of, uses};
use crate::analyze::{Colours, SourceColour};
use crate::diagnostic::{Diagnostics, Problem, SourceRange};
use crate::lower::macros::KnownMacro;
use crate::lower::model::{Component, LocalKind, Role};
use crate::lower::names::{Symbol, locals_in, mentioned, place_of};
use crate::lower::primitives::is_signal_type;
use crate::lower::table::{LocalId, SiteId};
use crate::vocabulary::{Does, call_does};

/// Reports operations in the client function of `site` that are not allowed there.
pub fn check(component: &Component, site: SiteId, diagnostics: &mut Diagnostics) {
    let expr = &component.sites[site].expr;
    for found in once_for_each_macro(uses(component, expr)) {
        if let Some(problem) = misused(component, &found) {
            diagnostics.report(found.span, problem);
        }
    }
    for (span, name) in changed(component, expr) {
        diagnostics.report(span, Problem::AssignedCapture { name });
    }
    if matches!(component.sites[site].role, Role::Listener(_)) && is_done_at_once(component, expr) {
        diagnostics.report(SourceRange::of(expr), Problem::CalledHandler {});
    }
    made(component, expr, diagnostics);
    absent::check(component, site, diagnostics);
}

/// Reports changes of locals that a closure has taken before, if client code contains that closure: it is made again in
/// each client function, of what the locals are at the end.
pub fn check_closures(
    component: &Component,
    in_client: &HashSet<LocalId>,
    diagnostics: &mut Diagnostics,
) {
    let mut changes = Changes {
        component,
        in_client,
        taken: Vec::new(),
        found: Vec::new(),
    };
    changes.visit_block(&component.body);
    for (span, name, closure) in changes.found {
        diagnostics.report(span, Problem::ChangedAfterwards { name, closure });
    }
}

/// Finds the changes of locals after a closure has taken them, in the order of the source.
struct Changes<'c> {
    component: &'c Component,
    in_client: &'c HashSet<LocalId>,
    /// The locals that each closure has taken so far.
    taken: Vec<(LocalId, Vec<LocalId>)>,
    found: Vec<(Span, String, String)>,
}

impl Changes<'_> {
    fn changed(&mut self, target: &Expr) {
        let Some((place, span)) = place_of(target) else {
            return;
        };
        let name = |local: LocalId| self.component.locals[local].ident.to_string();
        let closure = self
            .taken
            .iter()
            .find(|(_, taken)| taken.contains(&place.local));
        if let Some((closure, _)) = closure {
            self.found.push((span, name(place.local), name(*closure)));
        }
    }
}

impl<'a> Visit<'a> for Changes<'_> {
    fn visit_local(&mut self, statement: &'a syn::Local) {
        let closure = locals_in(&statement.pat)
            .into_iter()
            .find(|local| self.in_client.contains(local));
        match (closure, &statement.init) {
            (Some(closure), Some(init)) => self.taken.push((closure, locals_in(&init.expr))),
            _ => visit::visit_local(self, statement),
        }
    }

    /// Skips closures inside: each is checked for itself.
    fn visit_expr_closure(&mut self, _: &'a syn::ExprClosure) {}

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Assign(node) => self.changed(&node.left),
            Expr::Binary(node) if is_assignment(&node.op) => self.changed(&node.left),
            Expr::Reference(node) if node.mutability.is_some() => self.changed(&node.expr),
            _ => {}
        }
        visit::visit_expr(self, expr);
    }
}

/// Reports signals of a `&str` that the browser writes.
pub fn check_signals(component: &Component, colours: &Colours, diagnostics: &mut Diagnostics) {
    for (id, source) in component.sources.iter() {
        let is_text = is_borrowed_text(component, &source.initial);
        let Some(local) = source.reader.or(source.writer).filter(|_| is_text) else {
            continue;
        };
        if colours.sources[id].colour == SourceColour::Iso {
            let name = component.locals[local].ident.to_string();
            diagnostics.report(
                SourceRange::of(&source.initial),
                Problem::BorrowedSignal { name },
            );
        }
    }
}

/// Returns whether a value is certainly a `&str`: a literal, or a local that is one.
fn is_borrowed_text(component: &Component, value: &Expr) -> bool {
    if matches!(value, Expr::Lit(literal) if matches!(literal.lit, Lit::Str(_))) {
        return true;
    }
    let Some(Symbol::Local(local)) = Symbol::of_expr(value) else {
        return false;
    };
    let local = &component.locals[local];
    let is_whole = local.kind == LocalKind::Plain && !local.is_part;
    match (&local.ty, &local.init) {
        (Some(Type::Reference(ty)), _) => {
            matches!(&*ty.elem, Type::Path(path) if path.path.is_ident("str"))
        }
        (None, Some(init)) if is_whole => is_borrowed_text(component, init),
        _ => false,
    }
}

/// Reports signals that are used in place of their values.
pub fn check_operands(component: &Component, diagnostics: &mut Diagnostics) {
    let mut operands = Operands::default();
    component
        .sites
        .iter()
        .for_each(|(_, site)| operands.visit_expr(&site.expr));
    operands.visit_block(&component.body);
    for (operator, range) in operands.markup {
        diagnostics.report(range, Problem::MarkupOperand { operator });
    }
    for operand in operands.values {
        if let Some((name, span)) = handle(component, operand) {
            diagnostics.report(span, Problem::SignalAsValue { name });
        }
    }
    for call in operands.calls {
        let Some((name, span)) = handle(component, &call.func) else {
            continue;
        };
        let problem = match call.args.is_empty() {
            true => Problem::SignalAsValue { name },
            false => Problem::CalledSignal { name },
        };
        diagnostics.report(span, problem);
    }
}

/// Returns the name of the signal that `expr` is, and its place.
fn handle(component: &Component, expr: &Expr) -> Option<(String, Span)> {
    let (place, span) = place_of(expr)?;
    let local = &component.locals[place.local];
    let is_handle = matches!(
        local.kind,
        LocalKind::Reader(_)
            | LocalKind::Writer(_)
            | LocalKind::Both(_)
            | LocalKind::Memo(_)
            | LocalKind::Row
    ) || local.ty.as_ref().is_some_and(is_signal_type);
    (is_handle && place.fields.is_empty()).then(|| (local.ident.to_string(), span))
}

/// Collects expressions that must be plain values: operands, conditions, what a loop iterates over, what has fields or
/// an index.
#[derive(Default)]
struct Operands<'a> {
    values: Vec<&'a Expr>,
    calls: Vec<&'a ExprCall>,
    /// Operators with markup on one side.
    markup: Vec<(String, SourceRange)>,
}

impl<'a> Visit<'a> for Operands<'a> {
    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Binary(node) => {
                if is_markup(&node.left) || is_markup(&node.right) {
                    let operator = node.op.to_token_stream().to_string();
                    self.markup.push((operator, SourceRange::of(node.op)));
                }
                self.values.extend([&*node.left, &*node.right]);
            }
            Expr::Unary(node) => self.values.push(&node.expr),
            Expr::If(node) => self.values.push(&node.cond),
            Expr::While(node) => self.values.push(&node.cond),
            Expr::ForLoop(node) => self.values.push(&node.expr),
            Expr::Field(node) => self.values.push(&node.base),
            Expr::Index(node) => self.values.push(&node.expr),
            Expr::Call(node) => self.calls.push(node),
            _ => {}
        }
        visit::visit_expr(self, expr);
    }
}

/// `view! { .. }`, also in a block.
fn is_markup(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(node) => is_markup(&node.expr),
        Expr::Block(node) => {
            matches!(node.block.stmts.last(), Some(syn::Stmt::Expr(value, None)) if is_markup(value))
        }
        other => matches!(Symbol::of_expr(other), Some(Symbol::Template(_))),
    }
}

fn misused(component: &Component, found: &Use) -> Option<Problem> {
    let local = &component.locals[found.place.local];
    let name = local.ident.to_string();
    match (found.operation, local.kind) {
        (Operation::Assign, _) => Some(Problem::AssignedCapture { name }),
        (Operation::Opaque, _) => Some(Problem::OpaqueMacro { name }),
        (_, LocalKind::Render | LocalKind::Children) => Some(Problem::MarkupInClient { name }),
        (Operation::Write, LocalKind::Reader(source)) => {
            let writer = component.sources[source].writer?;
            let writer = component.locals[writer].ident.to_string();
            Some(Problem::WrittenReader { name, writer })
        }
        (Operation::Write, LocalKind::Memo(_)) => Some(Problem::WrittenMemo { name }),
        _ => None,
    }
}

/// Reports markup and nodes that client code makes, including those in local closures that it uses.
fn made(component: &Component, expr: &Expr, diagnostics: &mut Diagnostics) {
    let mut code = vec![expr];
    let mut seen = HashSet::new();
    while let Some(expr) = code.pop() {
        for name in mentioned(expr) {
            match name {
                Symbol::Template(template) => {
                    let name = "view!".to_owned();
                    let span = component.templates[template].span;
                    diagnostics.report(span, Problem::MarkupInClient { name });
                }
                Symbol::Site(site) => {
                    let lowered = &component.sites[site];
                    let name = lowered.role.kind().name().to_owned();
                    diagnostics.report(lowered.span, Problem::NodeInClient { name });
                }
                Symbol::Local(local) => {
                    let found = &component.locals[local];
                    if found.kind == LocalKind::Closure && seen.insert(local) {
                        code.extend(&found.init);
                    }
                }
            }
        }
        let mut makers = Makers(Vec::new());
        makers.visit_expr(expr);
        for (span, name) in makers.0 {
            diagnostics.report(span, Problem::NodeInClient { name });
        }
        let mut checks = Checks(component, Vec::new());
        checks.visit_expr(expr);
        for span in checks.1 {
            diagnostics.report(span, Problem::CheckInClient {});
        }
        let mut silent = SilentMacros(Vec::new());
        silent.visit_expr(expr);
        for (span, name) in silent.0 {
            let instead = match name.as_str() {
                "dbg" => "log!(\"{:?}\", ..)",
                _ => "log!(..)",
            };
            let instead = instead.to_owned();
            diagnostics.report(span, Problem::SilentMacro { name, instead });
        }
    }
}

/// Collects the macros that write to the standard streams, which a browser does not have.
struct SilentMacros(Vec<(Span, String)>);

impl<'a> Visit<'a> for SilentMacros {
    fn visit_macro(&mut self, call: &'a syn::Macro) {
        const SILENT: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];
        if let Some(last) = call.path.segments.last() {
            let name = last.ident.to_string();
            if SILENT.contains(&&*name) {
                self.0.push((last.ident.span(), name));
            }
        }
        if let Some(mut known) = KnownMacro::parse(call) {
            for expr in known.exprs_mut() {
                let mut inner = SilentMacros(Vec::new());
                Visit::visit_expr(&mut inner, &expr.clone());
                self.0.extend(inner.0);
            }
        }
    }
}

/// Collects the names of functions that make signals, called or not: `ids.map(RwSignal::new)` makes some too.
struct Makers(Vec<(Span, String)>);

impl<'a> Visit<'a> for Makers {
    fn visit_expr_path(&mut self, node: &'a syn::ExprPath) {
        let mut last = node.path.segments.iter().rev();
        let (Some(name), owner) = (last.next(), last.next()) else {
            return;
        };
        let is_maker = match owner {
            Some(owner) => {
                owner.ident == "RwSignal" && (name.ident == "new" || name.ident == "default")
            }
            None => false,
        };
        if is_maker {
            self.0
                .push((name.ident.span(), format!("RwSignal::{}", name.ident)));
        } else if name.ident == "signal" {
            self.0.push((name.ident.span(), "signal".to_owned()));
        }
    }

    /// Visits the expressions in the arguments of known macros.
    fn visit_macro(&mut self, call: &'a syn::Macro) {
        if let Some(mut known) = KnownMacro::parse(call) {
            for expr in known.exprs_mut() {
                let mut inner = Makers(Vec::new());
                syn::visit::Visit::visit_expr(&mut inner, &expr.clone());
                self.0.extend(inner.0);
            }
        }
    }
}

/// Collects checks that are added to signals: `count.validate(..)`.
struct Checks<'c>(&'c Component, Vec<Span>);

impl<'a> Visit<'a> for Checks<'_> {
    fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
        let is_signal = place_of(&call.receiver).is_some_and(|(place, _)| {
            place.fields.is_empty() && self.0.locals[place.local].kind.source().is_some()
        });
        if call.method == "validate" && is_signal {
            self.1.push(call.method.span());
        }
        visit::visit_expr_method_call(self, call);
    }
}

/// Returns whether a handler is called instead of given: `on:click=set_count.set(1)`.
fn is_done_at_once(component: &Component, expr: &Expr) -> bool {
    let Expr::MethodCall(call) = expr else {
        return false;
    };
    place_of(&call.receiver).is_some_and(|(place, _)| match component.locals[place.local].kind {
        LocalKind::Action(_) => call.method == "dispatch" || call.method == "retry",
        kind => kind.is_handle() && operation_of(call) == Operation::Write,
    })
}

/// Returns calls that change a captured `mut` local: `names.push(..)`.
fn changed(component: &Component, expr: &Expr) -> Vec<(Span, String)> {
    struct MethodCalls<'a>(Vec<&'a ExprMethodCall>);
    impl<'a> Visit<'a> for MethodCalls<'a> {
        fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
            self.0.push(call);
            visit::visit_expr_method_call(self, call);
        }
    }
    let mut calls = MethodCalls(Vec::new());
    calls.visit_expr(expr);
    let changes = |call: &&ExprMethodCall| call_does(component, call, Does::Changes);
    let changing: Vec<_> = calls.0.into_iter().filter(changes).collect();
    if changing.is_empty() {
        return Vec::new();
    }
    let (changeable, inner) = (changeable(component), bound_in(component, expr));
    let places = changing
        .into_iter()
        .filter_map(|call| place_of(&call.receiver));
    let captured = places
        .filter(|(place, _)| changeable.contains(&place.local) && !inner.contains(&place.local));
    captured
        .map(|(place, span)| (span, component.locals[place.local].ident.to_string()))
        .collect()
}

/// Returns the locals that are `mut`.
fn changeable(component: &Component) -> HashSet<LocalId> {
    struct Changeable(HashSet<LocalId>);
    impl<'a> Visit<'a> for Changeable {
        fn visit_pat_ident(&mut self, pat: &'a PatIdent) {
            if let (Some(_), Some(Symbol::Local(local))) = (pat.mutability, Symbol::of(&pat.ident))
            {
                self.0.insert(local);
            }
            visit::visit_pat_ident(self, pat);
        }
    }
    let mut found = Changeable(HashSet::new());
    found.visit_block(&component.body);
    component
        .params
        .iter()
        .for_each(|param| found.visit_pat(&param.pat));
    found.0
}

/// Keeps one use for each macro: a macro that uses several locals is one mistake.
fn once_for_each_macro(mut uses: Vec<Use>) -> Vec<Use> {
    uses.dedup_by(|next, found| {
        let are_opaque =
            (next.operation, found.operation) == (Operation::Opaque, Operation::Opaque);
        are_opaque && next.span.start() == found.span.start()
    });
    uses
}
