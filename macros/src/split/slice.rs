//! The slice: the part of the body that the types of client functions depend on.
//!
//! It is type-checked and never run, so control flow does not matter: a statement that binds nothing needed is reduced
//! to the client functions in it, and a condition that binds nothing needed is dropped. Everything else is kept as it
//! is, and the locals that it mentions are needed in turn. That is why the slice is a fixpoint.

use std::collections::{HashMap, HashSet};

use proc_macro2::Span;
use syn::visit::Visit;
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprClosure, Pat, ReturnType, Stmt, Type, parse_quote};

use super::copies::{Keep, Strip};
use super::functions::{Capture, ClientFunction};
use crate::analyze::Colours;
use crate::analyze::uses::{Operation, uses};
use crate::lower::model::{Component, LocalKind, Part, Role};
use crate::lower::names::{Symbol, locals_in, mentioned};
use crate::lower::primitives::is_inferred;
use crate::lower::table::{LocalId, SiteId, TemplateId};

/// Returns the slice of `component`. Client functions are in it as the symbols of their sites.
pub fn slice<'c>(
    component: &'c Component,
    colours: &'c Colours,
    functions: &HashMap<SiteId, ClientFunction>,
    gates: &'c HashMap<SiteId, ClientFunction>,
) -> Vec<Stmt> {
    let all = functions.values().chain(gates.values());
    let captures = all.flat_map(|function| &function.captures);
    let mut slicer = Slicer {
        component,
        colours,
        gates,
        needed: captures.flat_map(Capture::locals).collect(),
        lets: lets(component),
    };
    loop {
        let before = slicer.needed.len();
        let statements = slicer.whole();
        if slicer.needed.len() == before {
            return statements;
        }
    }
}

pub struct Slicer<'c> {
    component: &'c Component,
    colours: &'c Colours,
    gates: &'c HashMap<SiteId, ClientFunction>,
    needed: HashSet<LocalId>,
    lets: HashMap<LocalId, &'c syn::Local>,
}

impl Slicer<'_> {
    /// Returns the parameters as `let`s of their types, and the body.
    fn whole(&mut self) -> Vec<Stmt> {
        let params = self
            .component
            .params
            .iter()
            .filter(|param| self.binds_needed(&param.pat));
        let params = params.map(|param| {
            let (pat, ty) = (&param.pat, &param.ty);
            parse_quote!(let #pat: #ty = ::watershed::rt::any();)
        });
        let mut statements: Vec<Stmt> = params.collect();
        let body = self.component.body.stmts.clone();
        statements.extend(self.statements(body));
        statements
    }

    pub(crate) fn statements(&mut self, statements: Vec<Stmt>) -> Vec<Stmt> {
        statements
            .into_iter()
            .flat_map(|statement| self.statement(statement))
            .collect()
    }

    fn statement(&mut self, statement: Stmt) -> Vec<Stmt> {
        match statement {
            Stmt::Local(local) => self.local(local),
            Stmt::Item(syn::Item::Macro(item)) => {
                let is_needed = locals_in(&item.ident)
                    .iter()
                    .any(|local| self.needed.contains(local));
                is_needed
                    .then(|| Stmt::Item(syn::Item::Macro(item)))
                    .into_iter()
                    .collect()
            }
            Stmt::Item(item) => vec![Stmt::Item(item)],
            Stmt::Expr(expr, _) => self.reduce(expr),
            Stmt::Macro(_) => unreachable!("lowering makes expressions of these"),
        }
    }

    fn local(&mut self, local: syn::Local) -> Vec<Stmt> {
        let Some(init) = &local.init else {
            let is_needed = self.binds_needed(&local.pat);
            return is_needed
                .then_some(Stmt::Local(local))
                .into_iter()
                .collect();
        };
        let mut statements = Vec::new();
        if let Some((_, diverge)) = &init.diverge {
            statements.extend(self.reduce((**diverge).clone()));
        }
        if !self.binds_needed(&local.pat) {
            statements.extend(self.reduce((*init.expr).clone()));
            return statements;
        }
        let mut kept = local.clone();
        if let Some(init) = &mut kept.init {
            *init.expr = match &local.pat {
                Pat::Type(typed) if !is_inferred(&typed.ty) => {
                    statements.extend(self.reduce((*init.expr).clone()));
                    parse_quote!(::watershed::rt::any())
                }
                _ => self.keep((*init.expr).clone()),
            };
            if let Some((_, diverge)) = &mut init.diverge {
                **diverge = parse_quote!({ return ::watershed::rt::any() });
            }
        }
        statements.push(Stmt::Local(kept));
        statements
    }

    /// Keeps `expr` as it is, because it binds something that is needed. The locals that it mentions are needed too.
    pub(crate) fn keep(&mut self, mut expr: Expr) -> Expr {
        Keep(self).visit_expr_mut(&mut expr);
        self.needed.extend(locals_in(&expr));
        expr
    }

    pub(crate) fn is_needed(&self, local: LocalId) -> bool {
        self.needed.contains(&local)
    }

    /// Returns whether a local is needed, and its `let` says of its type only that it is an empty collection.
    pub(crate) fn is_needed_and_bare(&self, local: LocalId) -> bool {
        self.needed.contains(&local)
            && self.lets.get(&local).is_some_and(|statement| {
                let init = statement.init.as_ref().map(|init| &*init.expr);
                !matches!(statement.pat, Pat::Type(_)) && init.is_some_and(is_bare)
            })
    }

    pub(crate) fn binds_needed(&self, pat: &Pat) -> bool {
        locals_in(pat)
            .iter()
            .any(|local| self.needed.contains(local))
    }

    /// Returns whether `expr` contains a template or a client function.
    pub(crate) fn has_sites(&self, expr: &Expr) -> bool {
        mentioned(expr).into_iter().any(|name| match name {
            Symbol::Template(_) => true,
            Symbol::Site(site) => self.colours.has_function(site),
            Symbol::Local(_) => false,
        })
    }

    /// Returns the client functions of a template.
    pub(crate) fn template(&mut self, template: TemplateId) -> Vec<Stmt> {
        let component = self.component;
        let parts = &component.templates[template].parts;
        parts.iter().flat_map(|part| self.part(part)).collect()
    }

    /// Returns the lowered code of a site.
    pub(crate) fn site_code(&self, site: SiteId) -> &Expr {
        &self.component.sites[site].expr
    }

    /// Returns a site as the user wrote it.
    pub(crate) fn as_written(&self, site: SiteId) -> Expr {
        self.component.sites[site].as_written()
    }

    /// Returns the code that takes the place of a site that is not a client function. For an action that is only its
    /// type.
    pub(crate) fn site_expr(&self, site: SiteId) -> Option<Expr> {
        if self.colours.has_function(site) {
            return None;
        }
        if let Role::Action = self.component.sites[site].role {
            let call = &self.component.sites[site].expr;
            let argument = action_argument(call);
            let result = match self.needs_result(site) {
                true => action_result(call),
                false => parse_quote!(()),
            };
            return Some(parse_quote! {
                ::watershed::rt::any::<::watershed::rt::Action<#argument, #result>>()
            });
        }
        Some(self.component.sites[site].as_written())
    }

    /// Returns whether code in the slice reads the result of an action. Only then its type must be there.
    fn needs_result(&self, action: SiteId) -> bool {
        let component = self.component;
        let reads = |site: SiteId| {
            let lowered = &component.sites[site];
            let is_here = self.colours.has_function(site) || matches!(lowered.role, Role::Memo(_));
            is_here
                && uses(component, &lowered.expr).iter().any(|found| {
                    found.operation == Operation::Outcome
                        && component.locals[found.place.local].kind == LocalKind::Action(action)
                })
        };
        component.sites.ids().any(reads)
    }

    fn part(&mut self, part: &Part) -> Vec<Stmt> {
        match part {
            Part::Binding { site, .. }
            | Part::Listener { site, .. }
            | Part::Reference { site, .. } => self.site(*site),
            Part::Structure { structure, .. } => structure.slice(self),
        }
    }

    /// Returns the place of a site in the source.
    pub(crate) fn span(&self, site: SiteId) -> Span {
        self.component.sites[site].span
    }

    pub(crate) fn site(&mut self, site: SiteId) -> Vec<Stmt> {
        let span = self.component.sites[site].span;
        self.reduce(Symbol::Site(site).expr(span))
    }

    /// Returns the condition of a `<Show>` if the browser evaluates it too.
    pub(crate) fn gate(&self, when: SiteId) -> Vec<Stmt> {
        let name = Symbol::Site(when).expr(self.component.sites[when].span);
        let is_gate = self.gates.contains_key(&when);
        is_gate
            .then_some(Stmt::Expr(name, Some(Default::default())))
            .into_iter()
            .collect()
    }

    pub(crate) fn block(&mut self, template: TemplateId) -> Vec<Stmt> {
        in_block(self.template(template))
    }

    pub(crate) fn deferred(&mut self, expr: &Expr) -> (Vec<Stmt>, Expr) {
        let mut expr = expr.clone();
        Strip(self).visit_expr_mut(&mut expr);
        let mut waiting = locals_in(&expr);
        let mut deferred: HashMap<LocalId, &syn::Local> = HashMap::new();
        while let Some(local) = waiting.pop() {
            if self.needed.contains(&local) || deferred.contains_key(&local) {
                continue;
            }
            match self.lets.get(&local) {
                Some(statement) => {
                    let bound = locals_in(&statement.pat);
                    deferred.extend(bound.into_iter().map(|bound| (bound, *statement)));
                    waiting.extend(statement.init.iter().flat_map(|init| locals_in(&init.expr)));
                }
                None => {
                    self.needed.insert(local);
                }
            }
        }
        (self.in_order(&deferred), expr)
    }

    /// Returns each `let` once, in the order of the body, without the client functions in it.
    fn in_order(&self, deferred: &HashMap<LocalId, &syn::Local>) -> Vec<Stmt> {
        let mut locals: Vec<_> = deferred.iter().collect();
        locals.sort_by_key(|(local, _)| **local);
        locals.dedup_by(|(_, one), (_, other)| std::ptr::eq::<syn::Local>(**one, **other));
        let strip = |statement: &syn::Local| {
            let mut statement = statement.clone();
            Strip(self).visit_local_mut(&mut statement);
            Stmt::Local(statement)
        };
        locals
            .into_iter()
            .map(|(_, statement)| strip(statement))
            .collect()
    }
}

/// Returns whether `expr` is an empty collection: `Vec::new()`, `HashMap::default()`, `vec![]`.
fn is_bare(expr: &Expr) -> bool {
    match expr {
        Expr::Macro(call) => call.mac.path.is_ident("vec") && call.mac.tokens.is_empty(),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => {
                let segments = &path.path.segments;
                let makes = segments.last().is_some_and(|last| {
                    ["default", "new", "with_capacity"]
                        .iter()
                        .any(|name| last.ident == name)
                });
                makes
                    && segments.len() > 1
                    && segments.iter().all(|segment| segment.arguments.is_none())
            }
            _ => false,
        },
        _ => false,
    }
}

pub(crate) fn in_block(statements: Vec<Stmt>) -> Vec<Stmt> {
    if statements.is_empty() {
        return statements;
    }
    vec![parse_quote!({ #(#statements)* })]
}

/// Returns the type of an action's argument, if the user wrote it.
fn action_argument(call: &Expr) -> Type {
    let closure = match call {
        Expr::Call(call) => call.args.last(),
        _ => None,
    };
    match closure {
        Some(Expr::Closure(closure)) => match closure.inputs.first() {
            Some(Pat::Type(input)) => (*input.ty).clone(),
            Some(_) => parse_quote!(_),
            None => parse_quote!(()),
        },
        _ => parse_quote!(_),
    }
}

/// Returns the type of an action's result, as far as it is written.
fn action_result(call: &Expr) -> Type {
    let closure = match call {
        Expr::Call(call) => call.args.last(),
        _ => None,
    };
    match closure {
        Some(Expr::Closure(ExprClosure {
            output: ReturnType::Type(_, ty),
            ..
        })) => (**ty).clone(),
        _ => parse_quote!(_),
    }
}

/// Returns the `let` that binds each local.
fn lets(component: &Component) -> HashMap<LocalId, &syn::Local> {
    struct Find<'c>(HashMap<LocalId, &'c syn::Local>);
    impl<'c> Visit<'c> for Find<'c> {
        fn visit_local(&mut self, statement: &'c syn::Local) {
            let bound = locals_in(&statement.pat).into_iter();
            self.0.extend(bound.map(|local| (local, statement)));
            syn::visit::visit_local(self, statement);
        }
    }
    let mut find = Find(HashMap::new());
    find.visit_block(&component.body);
    find.0
}
