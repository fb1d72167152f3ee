//! Emits closures and tasks in the server's body. Values that they read later, and that the browser writes, have to go
//! up.

use std::collections::{BTreeSet, HashSet};

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Item, Pat, Stmt, parse_quote};

use super::Server;
use crate::analyze::uses::uses;
use crate::emit::{function, rt};
use crate::lower::names::{Symbol, locals_in};

/// Prepares the local closures in the body. Those that only client functions use are left out. Those that both sides
/// use get their own copies, so that client functions can still capture the originals.
pub struct Closures<'s, 'c>(pub &'s Server<'c>);

impl VisitMut for Closures<'_, '_> {
    fn visit_block_mut(&mut self, block: &mut Block) {
        block
            .stmts
            .retain(|statement| !self.0.is_client_only(statement));
        for statement in &mut block.stmts {
            if let Stmt::Local(local) = statement
                && let Some(init) = &mut local.init
                && self.0.is_client_code(&local.pat)
            {
                *init.expr = self.0.owning(&init.expr);
            }
        }
        visit_mut::visit_block_mut(self, block);
    }

    /// Does not enter a closure: the uses of inner closures are among its own uses.
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if !matches!(expr, Expr::Closure(_) | Expr::Async(_)) {
            return visit_mut::visit_expr_mut(self, expr);
        }
        let noted = self.0.late_reads(expr);
        if !noted.is_empty() {
            *expr = parse_quote!({ #noted #expr });
        }
    }
}

impl Server<'_> {
    fn is_client_only(&self, statement: &Stmt) -> bool {
        let bound = match statement {
            Stmt::Local(local) => locals_in(&local.pat),
            Stmt::Item(Item::Macro(item)) => locals_in(&item.ident),
            _ => Vec::new(),
        };
        let client_only = &self.unit.split.client_only;
        !bound.is_empty() && bound.iter().all(|local| client_only.contains(local))
    }

    /// Emits `uses!(lazy, &count)` for each node that code in `expr` may read after the component has run.
    pub(crate) fn late_reads(&self, expr: &Expr) -> TokenStream {
        let rt = rt();
        let component = self.unit.component;
        let found = uses(component, expr);
        let late = found
            .iter()
            .filter(|found| found.deferred && self.unit.colours.is_late_read(component, found));
        let mut seen = HashSet::new();
        let late = late.filter(|found| seen.insert(&found.place));
        let noted = late.map(|found| {
            let place = function::place(&found.place, found.span);
            quote!(#rt::uses!(lazy, &#place);)
        });
        noted.collect()
    }

    fn is_client_code(&self, pat: &Pat) -> bool {
        let bound = locals_in(pat);
        let functions = self.unit.split.functions.values();
        bound.len() == 1
            && functions
                .into_iter()
                .any(|function| function.code.contains(&bound[0]))
    }

    /// Emits a closure with copies of what it uses: `{ let name = keep(&name); move || .. }`.
    fn owning(&self, closure: &Expr) -> Expr {
        let rt = rt();
        let used: BTreeSet<_> = uses(self.unit.component, closure)
            .into_iter()
            .map(|found| Symbol::Local(found.place.local).ident(found.span))
            .collect();
        let used = used.iter();
        parse_quote!({ #(let #used = #rt::keep(&#used);)* #closure })
    }
}
