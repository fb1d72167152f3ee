//! Reduces an expression whose value is not needed to the client functions in it, in order.

use syn::visit::{self, Visit};
use syn::{
    Block, Expr, ExprClosure, ExprForLoop, ExprIf, ExprMatch, ExprMethodCall, Pat, Stmt,
    parse_quote,
};

use super::slice::{Slicer, in_block};
use crate::lower::macros::KnownMacro;
use crate::lower::names::{Symbol, place_of};

impl Slicer<'_> {
    /// Returns the client functions in `expr`, and the code that binds the locals that they need.
    pub(crate) fn reduce(&mut self, expr: Expr) -> Vec<Stmt> {
        if let Expr::MethodCall(call) = &expr
            && self.fills(call)
        {
            return vec![Stmt::Expr(self.keep(expr), Some(Default::default()))];
        }
        if !self.has_sites(&expr) && !self.has_fills(&expr) {
            // A site of the server may contain client functions itself.
            return match Symbol::of_expr(&expr) {
                Some(Symbol::Site(site)) => {
                    let code = self.site_expr(site);
                    code.map_or_else(Vec::new, |code| self.reduce(code))
                }
                _ => Vec::new(),
            };
        }
        match expr {
            Expr::Block(node) => in_block(self.statements(node.block.stmts)),
            Expr::Async(node) => self.async_block(node.block),
            Expr::Unsafe(node) => in_block(self.statements(node.block.stmts)),
            Expr::If(node) => self.if_expr(node),
            Expr::Match(node) => self.match_expr(node),
            Expr::ForLoop(node) => self.for_loop(node),
            Expr::Loop(node) => in_block(self.statements(node.body.stmts)),
            Expr::While(node) => self.while_loop(node),
            Expr::Closure(node) => self.closure(node),
            expr if self.types_parameters(&expr) => {
                let kept = self.keep(expr);
                vec![parse_quote!(let _ = #kept;)]
            }
            expr => self.leaf_or_children(expr),
        }
    }

    fn leaf_or_children(&mut self, expr: Expr) -> Vec<Stmt> {
        match Symbol::of_expr(&expr) {
            Some(Symbol::Template(template)) => self.block(template),
            Some(Symbol::Site(_)) => vec![Stmt::Expr(expr, Some(Default::default()))],
            _ => children(&expr)
                .into_iter()
                .flat_map(|child| self.reduce(child))
                .collect(),
        }
    }

    fn async_block(&mut self, block: Block) -> Vec<Stmt> {
        let statements = self.statements(block.stmts);
        vec![parse_quote!(let _ = async move { #(#statements)* };)]
    }

    fn if_expr(&mut self, node: ExprIf) -> Vec<Stmt> {
        let then = self.statements(node.then_branch.stmts);
        let otherwise = node.else_branch.map(|(_, expr)| self.reduce(*expr));
        let mut statements = if self.condition_binds_needed(&node.cond) {
            let condition = self.keep(*node.cond);
            vec![parse_quote!(if #condition { #(#then)* })]
        } else {
            in_block(then)
        };
        statements.extend(otherwise.into_iter().flatten());
        statements
    }

    fn while_loop(&mut self, node: syn::ExprWhile) -> Vec<Stmt> {
        let body = self.statements(node.body.stmts);
        if !self.condition_binds_needed(&node.cond) {
            return in_block(body);
        }
        let condition = self.keep(*node.cond);
        vec![parse_quote!(while #condition { #(#body)* })]
    }

    fn match_expr(&mut self, node: ExprMatch) -> Vec<Stmt> {
        let binds = node.arms.iter().any(|arm| self.binds_needed(&arm.pat));
        if !binds {
            let bodies = node.arms.into_iter().map(|arm| *arm.body);
            return bodies.flat_map(|body| self.reduce(body)).collect();
        }
        let scrutinee = self.keep(*node.expr);
        let arms = node.arms.into_iter().map(|arm| {
            let pat = without_guard(arm.pat);
            let body = self.reduce(*arm.body);
            quote::quote!(#pat if ::watershed::rt::any::<bool>() => { #(#body)* })
        });
        let arms: Vec<_> = arms.collect();
        vec![parse_quote!(match #scrutinee { #(#arms)* _ => {} })]
    }

    fn for_loop(&mut self, node: ExprForLoop) -> Vec<Stmt> {
        let body = self.statements(node.body.stmts);
        if !self.binds_needed(&node.pat) {
            return in_block(body);
        }
        let (pat, items) = (&node.pat, self.keep(*node.expr));
        vec![parse_quote!(for #pat in #items { #(#body)* })]
    }

    /// Reduces a closure. Its parameters have types, or are not needed.
    fn closure(&mut self, node: ExprClosure) -> Vec<Stmt> {
        let needed = node.inputs.iter().filter(|input| self.binds_needed(input));
        let needed: Vec<Pat> = needed.cloned().collect();
        let body = self.reduce(*node.body);
        if needed.is_empty() {
            return in_block(body);
        }
        vec![parse_quote!(let _ = |#(#needed),*| { #(#body)* };)]
    }

    /// Returns whether a call tells what is in a needed collection: `all.push(signal(0))`, after `let mut all = Vec::new();`.
    fn fills(&self, call: &ExprMethodCall) -> bool {
        const FILLING: [&str; 6] = [
            "extend",
            "insert",
            "push",
            "push_back",
            "push_front",
            "push_str",
        ];
        let is_filling = FILLING.iter().any(|name| call.method == name);
        is_filling
            && place_of(&call.receiver)
                .is_some_and(|(place, _)| self.is_needed_and_bare(place.local))
    }

    /// Returns whether there is such a call in `expr`.
    fn has_fills(&self, expr: &Expr) -> bool {
        struct Fills<'s, 'c>(&'s Slicer<'c>, bool);
        impl<'a> Visit<'a> for Fills<'_, '_> {
            fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
                self.1 |= self.0.fills(call);
                visit::visit_expr_method_call(self, call);
            }

            // Code of a closure runs where the closure is called.
            fn visit_expr_closure(&mut self, _: &'a ExprClosure) {}
        }
        let mut search = Fills(self, false);
        search.visit_expr(expr);
        search.1
    }

    /// Returns whether `expr` contains a closure with a needed parameter whose type only the call around it determines.
    fn types_parameters(&self, expr: &Expr) -> bool {
        struct UntypedParameter<'s, 'c>(&'s Slicer<'c>, bool);
        impl<'a> Visit<'a> for UntypedParameter<'_, '_> {
            fn visit_expr_closure(&mut self, node: &'a ExprClosure) {
                self.1 |= node
                    .inputs
                    .iter()
                    .any(|input| !matches!(input, Pat::Type(_)) && self.0.binds_needed(input));
                visit::visit_expr_closure(self, node);
            }
        }
        let mut search = UntypedParameter(self, false);
        search.visit_expr(expr);
        search.1
    }

    fn condition_binds_needed(&self, condition: &Expr) -> bool {
        match condition {
            Expr::Let(node) => self.binds_needed(&node.pat),
            Expr::Binary(node) => {
                self.condition_binds_needed(&node.left) || self.condition_binds_needed(&node.right)
            }
            Expr::Paren(node) => self.condition_binds_needed(&node.expr),
            _ => false,
        }
    }
}

/// Returns the direct subexpressions of `expr`.
fn children(expr: &Expr) -> Vec<Expr> {
    struct Children(Vec<Expr>);
    impl<'a> Visit<'a> for Children {
        fn visit_expr(&mut self, child: &'a Expr) {
            self.0.push(child.clone());
        }

        fn visit_macro(&mut self, call: &'a syn::Macro) {
            let mut known = KnownMacro::parse(call);
            let exprs = known.iter_mut().flat_map(KnownMacro::exprs_mut);
            self.0.extend(exprs.map(|expr| expr.clone()));
        }
    }
    let mut children = Children(Vec::new());
    visit::visit_expr(&mut children, expr);
    children.0
}

fn without_guard(pat: Pat) -> Pat {
    match pat {
        Pat::Guard(guarded) => *guarded.pat,
        other => other,
    }
}
