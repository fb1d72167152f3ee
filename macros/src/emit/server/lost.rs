//! Names the signals whose values may be lost with the process, for a page that asks what was lost.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Stmt};

use super::Server;
use crate::analyze::classes::Classes;
use crate::emit::rt_at;
use crate::lower::names::{Symbol, locals_in};
use crate::lower::table::LocalId;
use crate::report::source_name;

/// Adds behind each `let` of such a signal the call that names it: `name_lost(&set_count, ..)`.
pub struct NamesLost {
    /// Of the local with the setter the call.
    calls: HashMap<LocalId, TokenStream>,
}

impl NamesLost {
    pub fn of(server: &Server) -> Self {
        let unit = server.unit;
        let classes = Classes::of(unit.component, unit.colours);
        let component = format!("::{}", unit.component.item.sig.ident);
        let sources = unit.component.sources.ids();
        let calls = sources.filter_map(|source| {
            let setter = unit.component.sources[source].writer?;
            let span = unit.component.locals[setter].ident.span();
            let (rt, handle) = (rt_at(span), Symbol::Local(setter).ident(span));
            let variable = source_name(unit, source);
            let call = quote_spanned! {span=>
                #rt::name_lost(&#handle, ::core::concat!(::core::module_path!(), #component), #variable);
            };
            classes.may_be_lost(source).then_some((setter, call))
        });
        Self {
            calls: calls.collect(),
        }
    }
}

impl VisitMut for NamesLost {
    fn visit_block_mut(&mut self, block: &mut Block) {
        visit_mut::visit_block_mut(self, block);
        let statements = std::mem::take(&mut block.stmts);
        for statement in statements {
            let bound = match &statement {
                Stmt::Local(local) => locals_in(&local.pat),
                _ => Vec::new(),
            };
            block.stmts.push(statement);
            let calls = bound.iter().filter_map(|local| self.calls.remove(local));
            let calls =
                calls.map(|call| Stmt::Expr(syn::Expr::Verbatim(call.to_token_stream()), None));
            block.stmts.extend(calls);
        }
    }
}
