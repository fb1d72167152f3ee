//! Local closures in the server's body.

use std::collections::BTreeSet;

use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Item, Pat, Stmt, parse_quote};

use super::Server;
use crate::analyze::uses::uses;
use crate::emit::rt;
use crate::lower::names::{Name, locals_in};

/// Local closures in the body: those that only client functions use are left out; those that both sides use own
/// copies, so that client functions can still capture what they were made from.
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

    fn is_client_code(&self, pat: &Pat) -> bool {
        let bound = locals_in(pat);
        let functions = self.unit.split.functions.values();
        bound.len() == 1
            && functions
                .into_iter()
                .any(|function| function.code.contains(&bound[0]))
    }

    /// `{ let name = keep(&name); move || .. }`
    fn owning(&self, closure: &Expr) -> Expr {
        let rt = rt();
        let used: BTreeSet<_> = uses(self.unit.component, closure)
            .into_iter()
            .map(|found| Name::Local(found.place.local).ident(found.span))
            .collect();
        let used = used.iter();
        parse_quote!({ #(let #used = #rt::keep(&#used);)* #closure })
    }
}
