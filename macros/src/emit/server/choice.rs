//! `match`, and `if` with patterns: emits one closure with a question at the start of each arm. It is run to find the
//! arm that is shown, and to render it (see `watershed::rt::choice`).

use std::collections::HashSet;

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::token::Brace;
use syn::{Block, Expr, Pat, Stmt, parse_quote};

use super::Server;
use crate::analyze::leaves;
use crate::diagnostic::SourceRange;
use crate::emit::{hidden, rt};
use crate::lower::arm::ArmNumbers;
use crate::lower::names::{Symbol, locals_in, mentioned};
use crate::lower::table::{LocalId, SiteId};

impl Server<'_> {
    /// Emits the closure for the arms of a site; `None` if it has no arms, or if running it twice is not possible,
    /// because it makes nodes or returns early.
    pub(crate) fn choice(&self, site: SiteId) -> Option<TokenStream> {
        let lowered = &self.unit.component.sites[site];
        let mut expr = lowered.expr.clone();
        let mut arms = Arms {
            server: self,
            numbers: ArmNumbers::new(&self.unit.component.locals),
        };
        arms.mark(&mut expr, &[])?;
        if leaves(&lowered.expr) {
            return None;
        }
        let (choosing, view) = (hidden("__choosing"), hidden("__view"));
        let value = match expr {
            Expr::Closure(closure) => closure.body.into_token_stream(),
            other => other.into_token_stream(),
        };
        let rt = rt();
        let closure = quote! {
            move |#choosing: &mut #rt::Choosing| {
                let #view = #value;
                ::core::option::Option::Some(#view)
            }
        };
        Some(self.keeping(lowered.template, &HashSet::new(), closure))
    }
}

/// Marks the arms of an expression, in order.
struct Arms<'s, 'c> {
    server: &'s Server<'c>,
    numbers: ArmNumbers<'c>,
}

impl Arms<'_, '_> {
    /// Inserts the question whether this run looks for the choice at the start of each arm of `expr`. `bound` are the locals
    /// that were bound on the way.
    fn mark(&mut self, expr: &mut Expr, bound: &[LocalId]) -> Option<()> {
        match expr {
            Expr::Paren(node) => self.mark(&mut node.expr, bound),
            Expr::Group(node) => self.mark(&mut node.expr, bound),
            Expr::Closure(node) if node.inputs.is_empty() => self.mark(&mut node.body, bound),
            Expr::Block(node) if node.label.is_none() => self.mark_block(&mut node.block, bound),
            Expr::If(node) => {
                is_repeatable(&node.cond).then_some(())?;
                let mut inner = bound.to_vec();
                inner.extend(bound_by(&node.cond));
                let number = self.numbers.of(&node.cond);
                self.mark_arm(&mut node.then_branch, number, &inner);
                let (_, otherwise) = node.else_branch.as_mut()?;
                match &mut **otherwise {
                    Expr::If(_) => self.mark(otherwise, bound),
                    Expr::Block(node) => {
                        let number = self.numbers.otherwise();
                        self.mark_arm(&mut node.block, number, bound);
                        Some(())
                    }
                    _ => None,
                }
            }
            Expr::Match(node) => {
                is_repeatable(&node.expr).then_some(())?;
                for arm in &mut node.arms {
                    is_repeatable(&arm.pat).then_some(())?;
                    let mut inner = bound.to_vec();
                    inner.extend(locals_in_pattern(&arm.pat));
                    let body = &arm.body;
                    let mut block: Block = parse_quote!({ #body });
                    // An arm that is missing is suggested behind the last one.
                    block.brace_token = Brace(self.end(body));
                    let number = self.numbers.of(&arm.pat);
                    self.mark_arm(&mut block, number, &inner);
                    *arm.body = parse_quote!(#block);
                }
                Some(())
            }
            _ => None,
        }
    }

    /// The last token of an arm as it is written.
    fn end(&self, body: &Expr) -> Span {
        let component = self.server.unit.component;
        match Symbol::of_expr(body) {
            Some(Symbol::Template(template)) => component.ends.get(&template).copied(),
            _ => None,
        }
        .unwrap_or_else(|| SourceRange::of(body).end)
    }

    /// Marks the arms at the end of a block: `{ let user = user.get(); match user.role { .. } }`.
    fn mark_block(&mut self, block: &mut Block, bound: &[LocalId]) -> Option<()> {
        let (last, before) = block.stmts.split_last_mut()?;
        let mut inner = bound.to_vec();
        for statement in before {
            let Stmt::Local(local) = statement else {
                return None;
            };
            is_repeatable(local).then_some(())?;
            inner.extend(locals_in_pattern(&local.pat));
        }
        match last {
            Stmt::Expr(value, None) => self.mark(value, &inner),
            _ => None,
        }
    }

    /// Inserts the question, which compares the bound locals that the arm uses. The last one is first, since it may
    /// borrow from those before it.
    fn mark_arm(&self, arm: &mut Block, number: u32, bound: &[LocalId]) {
        let (rt, choosing) = (rt(), hidden("__choosing"));
        let used = locals_in(&self.server.expand(arm.to_token_stream()));
        let used = bound.iter().rev().filter(|local| used.contains(local));
        let locals = &self.server.unit.component.locals;
        let used = used.map(|local| Symbol::Local(*local).ident(locals[*local].ident.span()));
        let number = Literal::u32_unsuffixed(number);
        let question: Stmt = parse_quote! {
            if #choosing.is_asked() {
                #choosing.note(#number, [#(#rt::bound!(#used)),*]);
                return ::core::option::Option::None;
            }
        };
        arm.stmts.insert(0, question);
    }
}

/// Returns whether `part` can be run twice: it makes no nodes and no markup.
fn is_repeatable(part: &impl ToTokens) -> bool {
    let mut names = mentioned(part).into_iter();
    names.all(|name| matches!(name, Symbol::Local(_)))
}

/// Returns the locals that the patterns of a condition bind.
fn bound_by(condition: &Expr) -> Vec<LocalId> {
    match condition {
        Expr::Let(node) => locals_in_pattern(&node.pat),
        Expr::Binary(node) => [bound_by(&node.left), bound_by(&node.right)].concat(),
        Expr::Paren(node) => bound_by(&node.expr),
        _ => Vec::new(),
    }
}

/// Returns the locals that a pattern binds, each once. Locals that a guard mentions are bound elsewhere, unless the
/// guard has a pattern itself.
fn locals_in_pattern(pat: &Pat) -> Vec<LocalId> {
    if let Pat::Guard(node) = pat {
        return [locals_in_pattern(&node.pat), bound_by(&node.guard)].concat();
    }
    let mut bound = locals_in(pat);
    bound.sort();
    bound.dedup();
    bound
}
