//! `if` without patterns: shows one of several views, chosen by the number of the arm. The view stays as long as that
//! number does.

use std::collections::HashSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::spanned::Spanned;
use syn::{Expr, ExprIf, Stmt, parse_quote, parse_quote_spanned};

use super::Structure;
use crate::emit::server::Server;
use crate::emit::{hidden, rt};
use crate::lower::arm::ArmNumbers;
use crate::lower::constant::truth;
use crate::lower::model::{Component, Locator, Role};
use crate::lower::names::templates_in;
use crate::lower::resolve::Resolver;
use crate::lower::table::{SiteId, TemplateId};
use crate::split::slice::Slicer;

impl Resolver<'_> {
    /// Lowers an `if` to a choice between its arms; `None` if one of its conditions has a pattern.
    pub(super) fn branch(&mut self, node: &ExprIf) -> Option<Box<dyn Structure>> {
        let numbers = ArmNumbers::new(&self.found.locals);
        let (arm, numbers, views) = branches(node, numbers)?;
        let arm = self.site(Role::Arm, arm);
        Some(Box::new(Branch {
            arm,
            numbers,
            views,
        }))
    }

    /// Returns whether an arm reads, outside of its markup, something that may change while the arm is shown.
    pub(super) fn arms_can_change(&self, node: &ExprIf) -> bool {
        let then = &node.then_branch;
        let otherwise = node.else_branch.as_ref().map(|(_, otherwise)| &**otherwise);
        self.can_change(&parse_quote!(#then))
            || match otherwise {
                Some(Expr::If(next)) => self.arms_can_change(next),
                Some(otherwise) => self.can_change(otherwise),
                None => false,
            }
    }
}

/// A lowered `if`: the value of `arm` is the number of one of the views.
struct Branch {
    arm: SiteId,
    numbers: Vec<u32>,
    views: Vec<Expr>,
}

impl Structure for Branch {
    fn exprs(&self) -> Vec<&Expr> {
        self.views.iter().collect()
    }

    fn decided_by(&self) -> Option<SiteId> {
        Some(self.arm)
    }

    /// An arm is never shown if its condition is always false, or if an arm before it is always taken.
    fn templates(&self, component: &Component) -> Vec<(TemplateId, bool)> {
        let mut arm = Some(&component.sites[self.arm].expr);
        let mut is_reached = true;
        let shown = self.views.iter().map(|view| {
            let (taken, next) = match arm {
                Some(Expr::If(node)) => {
                    let next = node.else_branch.as_ref().map(|(_, next)| &**next);
                    (truth(&node.cond), next)
                }
                _ => (None, None),
            };
            arm = next;
            let is_shown = is_reached && taken != Some(false);
            is_reached &= taken != Some(true);
            (view, is_shown)
        });
        let templates = shown.flat_map(|(view, is_shown)| {
            let templates = templates_in(view).into_iter();
            templates.map(move |template| (template, is_shown))
        });
        templates.collect()
    }

    fn slice(&self, slicer: &mut Slicer) -> Vec<Stmt> {
        let views = self.views.iter();
        views.flat_map(|view| slicer.reduce(view.clone())).collect()
    }

    fn emit(&self, server: &Server, template: TemplateId, _: &Locator) -> TokenStream {
        let (rt, view) = (rt(), hidden("__view"));
        let uses = server.note_uses(self.arm);
        let arm = server.reactive(self.arm);
        let views = self.choose(server, template);
        quote!(#rt::branch(&mut #view, #arm, #views); #uses)
    }
}

impl Branch {
    /// Emits the closure that makes the view with a number.
    fn choose(&self, server: &Server, template: TemplateId) -> TokenStream {
        let arm = hidden("__arm");
        let last = self.views.len().saturating_sub(1);
        let arms = self.numbers.iter().zip(&self.views).enumerate();
        let arms = arms.map(|(index, (number, view))| {
            let number = Literal::u32_unsuffixed(*number);
            match index == last {
                true => quote!(_ => #view),
                false => quote!(#number => #view),
            }
        });
        let choose = quote!(move |#arm| match #arm { #(#arms),* });
        server.keeping(Some(template), &HashSet::new(), choose)
    }
}

/// Returns the expression for the number of the arm that is shown, and the number and the view of each arm.
fn branches(node: &ExprIf, mut numbers: ArmNumbers) -> Option<(Expr, Vec<u32>, Vec<Expr>)> {
    let mut conditions = Vec::new();
    let mut arms = Vec::new();
    let mut views = Vec::new();
    let mut rest = Some(node);
    while let Some(ExprIf {
        cond,
        then_branch,
        else_branch,
        ..
    }) = rest
    {
        if binds(cond) {
            return None;
        }
        arms.push(numbers.of(cond));
        conditions.push(cond);
        views.push(parse_quote!(#then_branch));
        rest = match else_branch.as_ref().map(|(_, otherwise)| &**otherwise) {
            Some(Expr::If(next)) => Some(next),
            otherwise => {
                views.extend(otherwise.cloned());
                None
            }
        };
    }
    let last = numbers.otherwise();
    let arm = parse_quote_spanned!(node.cond.span()=> #(if #conditions { #arms } else)* { #last });
    arms.push(last);
    Some((arm, arms, views))
}

fn binds(condition: &Expr) -> bool {
    match condition {
        Expr::Let(_) => true,
        Expr::Binary(node) => binds(&node.left) || binds(&node.right),
        Expr::Paren(node) => binds(&node.expr),
        _ => false,
    }
}
