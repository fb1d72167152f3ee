//! Expressions that return markup: rendered once, or again whenever something that they read has changed.

use proc_macro2::TokenStream;
use quote::quote_spanned;
use syn::visit::{self, Visit};
use syn::{Block, Expr, ExprIf, ExprMatch, Stmt, parse_quote};

use super::Structure;
use crate::diagnostic::Problem;
use crate::emit::server::{Server, collected_once};
use crate::emit::{hidden, rt_at};
use crate::lower::constant::{never_taken, truth};
use crate::lower::model::{Component, Locator, Role};
use crate::lower::names::templates_in;
use crate::lower::resolve::Resolver;
use crate::lower::table::{SiteId, TemplateId};
use crate::split::slice::Slicer;
use crate::vocabulary::{Does, does};

impl Resolver<'_> {
    /// Lowers markup that may change. An `if` without patterns is a choice between its arms; other markup is rebuilt
    /// when something that it reads changes.
    pub(crate) fn markup(&mut self, mut expr: Expr) -> Box<dyn Structure> {
        self.refuse_documents(&expr);
        if let (Some(key), Expr::ForLoop(node)) = (self.take_key(&expr), &expr) {
            return self.keyed(node, key);
        }
        let is_told_by_arm = matches!(&expr, Expr::If(node) if !self.arms_can_change(node));
        complete(&mut expr);
        let branch = match &expr {
            Expr::If(node) if is_told_by_arm => self.branch(node),
            _ => None,
        };
        branch.unwrap_or_else(|| Box::new(MarkupExpr(self.site(Role::Rebuild, expr))))
    }

    /// Lowers markup that cannot change.
    pub(crate) fn fixed(&mut self, mut expr: Expr) -> Box<dyn Structure> {
        self.take_key(&expr);
        complete(&mut expr);
        Box::new(MarkupExpr(self.site(Role::Fixed, expr)))
    }

    /// Reports documents in markup that comes and goes.
    fn refuse_documents(&mut self, expr: &Expr) {
        for template in templates_in(expr) {
            let template = &self.found.templates[template];
            if template.is_document {
                let place = template.span;
                self.diagnostics.report(place, Problem::ChangingDocument {});
            }
        }
    }
}

/// Lowered markup: [`Role::Rebuild`] or [`Role::Fixed`].
struct MarkupExpr(SiteId);

impl Structure for MarkupExpr {
    fn decided_by(&self) -> Option<SiteId> {
        Some(self.0)
    }

    fn templates(&self, component: &Component) -> Vec<(TemplateId, bool)> {
        let expr = &component.sites[self.0].expr;
        let never = never_shown(expr);
        let templates = templates_in(expr).into_iter();
        templates
            .map(|template| (template, !never.contains(&template)))
            .collect()
    }

    fn slice(&self, slicer: &mut Slicer) -> Vec<Stmt> {
        let expr = slicer.site_code(self.0).clone();
        slicer.reduce(expr)
    }

    fn emit(&self, server: &Server, _: TemplateId, _: &Locator) -> TokenStream {
        server.markup(self.0)
    }
}

/// Returns the templates in arms of an `if` or a `match` that are never taken.
fn never_shown(expr: &Expr) -> Vec<TemplateId> {
    struct NeverTaken(Vec<TemplateId>);
    impl<'a> Visit<'a> for NeverTaken {
        fn visit_expr_if(&mut self, node: &'a ExprIf) {
            match truth(&node.cond) {
                Some(false) => self.0.extend(templates_in(&node.then_branch)),
                Some(true) => {
                    let otherwise = node.else_branch.iter().map(|(_, otherwise)| otherwise);
                    self.0.extend(otherwise.flat_map(templates_in));
                }
                None => {}
            }
            visit::visit_expr_if(self, node);
        }

        fn visit_expr_match(&mut self, node: &'a ExprMatch) {
            let arms = node.arms.iter().zip(never_taken(node));
            let never = arms.filter(|(_, is_never)| *is_never);
            self.0.extend(never.flat_map(|(arm, _)| templates_in(arm)));
            visit::visit_expr_match(self, node);
        }
    }
    let mut walk = NeverTaken(Vec::new());
    walk.visit_expr(expr);
    walk.0
}

impl Server<'_> {
    fn markup(&self, site: SiteId) -> TokenStream {
        let lowered = &self.unit.component.sites[site];
        let (view, rt) = (hidden("__view"), rt_at(lowered.span));
        if matches!(lowered.role, Role::Rebuild)
            && let Some(choice) = self.choice(site)
        {
            let uses = self.note_uses(site);
            return quote_spanned!(lowered.span=> #rt::choose(&mut #view, #choice); #uses);
        }
        if matches!(lowered.role, Role::Rebuild) {
            let (rebuild, uses) = (self.reactive(site), self.note_uses(site));
            return quote_spanned!(lowered.span=> #rt::rebuild(&mut #view, #rebuild); #uses);
        }
        let markup = self.expand(collected_once(&lowered.expr));
        quote_spanned!(lowered.span=> #rt::fixed(&mut #view, #markup);)
    }
}

/// Completes an expression to markup: adds the `else` that shows nothing, and turns arms that are text into markup.
pub(super) fn complete(expr: &mut Expr) {
    let completion = Completion {
        nothing: || parse_quote!({ ::watershed::rt::View::empty() }),
        value: |value| {
            if is_text(value) {
                *value = parse_quote!(::watershed::rt::written(&(#value)));
            }
        },
    };
    completion.of(expr);
}

/// The way in which an expression of a view is completed.
pub(crate) struct Completion {
    /// Makes the block of an `else` that is missing.
    pub nothing: fn() -> Expr,
    /// Completes a value that is no `if`, `match`, block, loop or closure.
    pub value: fn(&mut Expr),
}

impl Completion {
    /// Completes an expression: the values that it can have.
    pub fn of(&self, expr: &mut Expr) {
        match expr {
            Expr::If(node) => {
                self.of_block(&mut node.then_branch);
                let nothing = || (Default::default(), Box::new((self.nothing)()));
                let (_, otherwise) = node.else_branch.get_or_insert_with(nothing);
                self.of(otherwise);
            }
            Expr::Match(node) => node.arms.iter_mut().for_each(|arm| self.of(&mut arm.body)),
            Expr::Block(node) => self.of_block(&mut node.block),
            Expr::ForLoop(node) => self.of_block(&mut node.body),
            Expr::Closure(node) => self.of(&mut node.body),
            value => (self.value)(value),
        }
    }

    /// Completes a block: its last expression.
    pub fn of_block(&self, block: &mut Block) {
        if let Some(Stmt::Expr(value, None)) = block.stmts.last_mut() {
            self.of(value);
        }
    }
}

/// Returns whether an arm is text: a literal, or an expression that certainly is a `String`.
fn is_text(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        Expr::Macro(node) => node.mac.path.is_ident("format"),
        Expr::MethodCall(call) => does(&call.method.to_string(), Does::Text),
        Expr::Call(call) => {
            let Expr::Path(path) = &*call.func else {
                return false;
            };
            let owner = path.path.segments.iter().rev().nth(1);
            owner.is_some_and(|owner| owner.ident == "String")
        }
        _ => false,
    }
}
