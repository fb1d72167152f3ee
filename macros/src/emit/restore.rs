//! Restores the user's names in emitted code.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::format_ident;

use super::Unit;
use crate::lower::names::Symbol;
use crate::lower::table::{Id, LocalId};

/// Replaces each symbol for which `replacement` returns tokens.
pub fn expand(
    tokens: TokenStream,
    replacement: &mut dyn FnMut(Symbol) -> Option<TokenStream>,
) -> TokenStream {
    let mut result = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => match Symbol::of(&ident).and_then(&mut *replacement) {
                Some(tokens) => result.extend(tokens),
                None => result.extend([TokenTree::Ident(ident)]),
            },
            TokenTree::Group(group) => {
                let inner = expand(group.stream(), replacement);
                result.extend([in_group(&group, inner)]);
            }
            other => result.extend([other]),
        }
    }
    result
}

/// Restores the name of every local. The pairs that lowering wrote out for [implied](Symbol::implied) names, `field:
/// field` in a struct and `name = name` in a format macro, become short again.
pub fn restore(unit: &Unit, tokens: TokenStream) -> TokenStream {
    restore_if(unit, tokens, &|_| true)
}

/// Restores the names of the locals for which `is_meant` holds. They no longer count as locals of the component.
pub fn restore_if(
    unit: &Unit,
    tokens: TokenStream,
    is_meant: &dyn Fn(LocalId) -> bool,
) -> TokenStream {
    let mut written: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                let Some(name) = restored(unit, &ident, is_meant) else {
                    written.push(TokenTree::Ident(ident));
                    continue;
                };
                let name = TokenTree::Ident(name);
                let is_implied = Symbol::is_implied(&ident);
                if !is_implied || !drop_argument(&mut written, &name) {
                    if is_implied {
                        drop_field(&mut written, &name);
                    }
                    written.push(name);
                }
            }
            TokenTree::Group(group) => {
                let inner = restore_if(unit, group.stream(), is_meant);
                written.push(in_group(&group, inner));
            }
            other => written.push(other),
        }
    }
    written.into_iter().collect()
}

/// Returns the user's name of the local that `ident` stands for.
fn restored(unit: &Unit, ident: &Ident, is_meant: &dyn Fn(LocalId) -> bool) -> Option<Ident> {
    let Some(Symbol::Local(local)) = Symbol::of(ident) else {
        return None;
    };
    if !is_meant(local) {
        return None;
    }
    let own = &unit.component.locals[local].ident;
    let mut name = if unit.split.hidden.contains(&local) {
        format_ident!("__{own}_{}", local.index())
    } else {
        own.clone()
    };
    name.set_span(ident.span());
    Some(name)
}

/// Removes `name:` from the end of `written` if `name` itself follows. (`ref` and `mut` may be between them.)
fn drop_field(written: &mut Vec<TokenTree>, name: &TokenTree) {
    let mut modifiers = 0;
    while is(written, modifiers, "ref") || is(written, modifiers, "mut") {
        modifiers += 1;
    }
    if is(written, modifiers, ":") && is(written, modifiers + 1, &name.to_string()) {
        let start = written.len() - modifiers - 2;
        written.drain(start..start + 2);
    }
}

/// Removes `, name =` from the end of `written` if `name` itself follows: the format string contains the name already.
fn drop_argument(written: &mut Vec<TokenTree>, name: &TokenTree) -> bool {
    let is_argument =
        is(written, 0, "=") && is(written, 1, &name.to_string()) && is(written, 2, ",");
    if is_argument {
        written.truncate(written.len() - 3);
    }
    is_argument
}

fn is(tokens: &[TokenTree], back: usize, text: &str) -> bool {
    from_end(tokens, back).is_some_and(|token| token.to_string() == text)
}

fn from_end(tokens: &[TokenTree], back: usize) -> Option<&TokenTree> {
    tokens.len().checked_sub(back + 1).map(|at| &tokens[at])
}

fn in_group(group: &Group, inner: TokenStream) -> TokenTree {
    let mut result = Group::new(group.delimiter(), inner);
    result.set_span(group.span());
    TokenTree::Group(result)
}
