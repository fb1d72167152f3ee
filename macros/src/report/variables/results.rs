//! Follows the results of composables: the handles that a composable returns, and the locals of a caller that they are.
//!
//! `Counter { value, .. }` at the end of `use_counter` returns its variable `value` at the path `value`; after
//! `let counter = use_counter();` it is `counter.value` there.

use std::collections::HashMap;

use proc_macro2::Span;
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Pat, Path, Stmt, parse_quote};

use super::Variables;
use super::aliases::members;
use crate::analyze::leaves;
use crate::lower::model::{Component, Role};
use crate::lower::names::{Place, Symbol, locals_in, place_of};
use crate::lower::primitives::is_composable;
use crate::lower::table::{LocalId, SiteId};
use crate::report::used::handle;
use crate::report::{Lost, Returned};

/// A node that a composable returns.
enum Result {
    Place(Place),
    Memo(SiteId),
}

impl Variables<'_> {
    /// Returns the handles that a composable returns.
    pub fn returned(&mut self) -> Vec<Returned> {
        let mut found = Vec::new();
        if let Some(value) = value_of(self.unit.component) {
            results(self.unit.component, &value, &mut Vec::new(), &mut found);
        }
        let mut returned = Vec::new();
        for (path, result) in found {
            let (variable, lost) = match &result {
                Result::Place(place) if !self.may_be_handle(place) => continue,
                Result::Place(place) => (self.of_place(place), handle(self.unit, place)),
                Result::Memo(memo) => (self.of_memo(*memo), Lost::Reader),
            };
            returned.push(Returned {
                path,
                variable,
                lost,
            });
        }
        returned
    }
}

/// Returns the body without the results that callers follow.
pub fn without_results(component: &Component) -> Block {
    struct Unwrapping<'c>(&'c Component);
    impl Unwrapping<'_> {
        fn strip(&self, expr: &mut Expr) {
            match expr {
                Expr::Struct(node) => node
                    .fields
                    .iter_mut()
                    .for_each(|field| self.strip(&mut field.expr)),
                Expr::Tuple(node) => node.elems.iter_mut().for_each(|expr| self.strip(expr)),
                expr if result(self.0, expr).is_some() => *expr = parse_quote!(()),
                _ => {}
            }
        }
    }
    let mut body = component.body.clone();
    if value_of(component).is_some()
        && let Some(Stmt::Expr(value, None)) = body.stmts.last_mut()
    {
        Unwrapping(component).strip(value);
    }
    body
}

/// Returns the only value that a composable may return.
fn value_of(component: &Component) -> Option<Expr> {
    let body = &component.body;
    let Some(Stmt::Expr(value, None)) = body.stmts.last() else {
        return None;
    };
    let is_composable = is_composable(&component.item.sig.ident.to_string());
    (is_composable && !leaves(&parse_quote!(#body))).then(|| value.clone())
}

fn results(
    component: &Component,
    value: &Expr,
    path: &mut Vec<String>,
    found: &mut Vec<(String, Result)>,
) {
    match value {
        Expr::Struct(node) if node.rest.is_none() => {
            for field in &node.fields {
                path.push(field.member.to_token_stream().to_string());
                results(component, &field.expr, path, found);
                path.pop();
            }
        }
        Expr::Tuple(node) => {
            for (number, expr) in node.elems.iter().enumerate() {
                path.push(number.to_string());
                results(component, expr, path, found);
                path.pop();
            }
        }
        expr => found.extend(result(component, expr).map(|result| (path.join("."), result))),
    }
}

fn result(component: &Component, expr: &Expr) -> Option<Result> {
    match Symbol::of_expr(expr) {
        Some(Symbol::Site(site)) => {
            let is_memo = matches!(component.sites[site].role, Role::Memo(_));
            is_memo.then_some(Result::Memo(site))
        }
        _ => place_of(expr).map(|(place, _)| Result::Place(place)),
    }
}

/// The locals that are results of composables, or parts of them.
pub struct Bound {
    /// The number of the call among those of composables, and the path in its result.
    pub locals: HashMap<LocalId, (usize, Vec<String>)>,
    /// The calls whose results are in such locals alone.
    pub calls: Vec<usize>,
}

impl Bound {
    pub fn of(component: &Component) -> Self {
        let mut search = Search {
            component,
            found: Self {
                locals: HashMap::new(),
                calls: Vec::new(),
            },
        };
        search.visit_block(&component.body);
        search.found
    }
}

struct Search<'c> {
    component: &'c Component,
    found: Bound,
}

impl Search<'_> {
    /// Returns the number of a call among those of composables.
    fn number(&self, call: &Expr) -> Option<usize> {
        let Expr::Call(call) = call else { return None };
        let Expr::Path(path) = &*call.func else {
            return None;
        };
        let called = self.component.composables.iter().enumerate();
        let mut same = called.filter(|(_, called)| is_same(called, &path.path));
        let (number, _) = same.next()?;
        same.next().is_none().then_some(number)
    }
}

/// Returns whether two paths are the same piece of the source.
fn is_same(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| {
        let first = path.segments.first().map(|first| first.ident.span());
        format!("{:?}", first.unwrap_or_else(Span::call_site))
    };
    one == other && place(one) == place(other)
}

impl<'a> Visit<'a> for Search<'_> {
    fn visit_local(&mut self, local: &'a syn::Local) {
        if let Some(init) = &local.init
            && init.diverge.is_none()
            && let Some(call) = self.number(&init.expr)
        {
            let mut found = Vec::new();
            members(&local.pat, &mut Vec::new(), &mut |pat, path| {
                found.push((pat.clone(), path.to_vec()));
            });
            let bound = found.iter().filter(|(pat, _)| is_single(pat));
            let bound: Vec<_> = bound
                .flat_map(|(pat, path)| locals_in(pat).into_iter().map(move |local| (local, path)))
                .collect();
            if bound.len() == locals_in(&local.pat).len() {
                self.found.calls.push(call);
                let bound = bound.into_iter();
                let bound = bound.map(|(local, path)| (local, (call, path.clone())));
                self.found.locals.extend(bound);
            }
        }
        visit::visit_local(self, local);
    }
}

/// Returns whether a pattern is a name that nothing else is assigned to.
fn is_single(pat: &Pat) -> bool {
    matches!(pat, Pat::Ident(pat) if pat.mutability.is_none() && pat.subpat.is_none())
}
