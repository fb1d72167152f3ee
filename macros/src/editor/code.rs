//! Code that means something else in a component than in Rust, as an editor can type it. Everything else stays as it is
//! written, also if it does not parse.

use proc_macro2::{Group, TokenStream};
use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, parse_quote};

use crate::construct::markup::Completion;

/// Completes a value in a view: an `if` without `else` has the type of its block.
pub fn value(tokens: &TokenStream) -> TokenStream {
    match syn::parse2::<Expr>(tokens.clone()) {
        Ok(mut expr) => {
            COMPLETION.of(&mut expr);
            expr.to_token_stream()
        }
        Err(_) => tokens.clone(),
    }
}

/// Completes a `{..}` in a view.
pub fn block(code: &Group) -> TokenStream {
    match syn::parse2::<Block>(code.to_token_stream()) {
        Ok(mut block) => {
            COMPLETION.of_block(&mut block);
            block.to_token_stream()
        }
        Err(_) => code.to_token_stream(),
    }
}

/// The type of an `else` that is missing is that of its `if`.
const COMPLETION: Completion = Completion {
    nothing: || parse_quote!({ ::watershed::rt::any() }),
    value: |_| {},
};

/// Gives `effect(compute, apply)` in the body of a component a function of its own.
pub fn body(block: &mut Block) {
    Effects.visit_block_mut(block);
}

struct Effects;

impl VisitMut for Effects {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        let Expr::Call(call) = expr else { return };
        let Expr::Path(path) = &*call.func else {
            return;
        };
        let is_effect = path
            .path
            .segments
            .last()
            .is_some_and(|last| last.ident == "effect");
        if is_effect && call.args.len() == 2 {
            let (function, arguments) = (&call.func, &call.args);
            *expr = Expr::Verbatim(quote!(::watershed::rt::editor::effect(#function, #arguments)));
        }
    }
}
