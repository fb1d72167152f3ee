//! Gives the user's names back.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::format_ident;

use super::Unit;
use crate::lower::names::Name;
use crate::lower::table::Id;

/// Puts `replacement` in place of each name that it knows something for.
pub fn expand(
    tokens: TokenStream,
    replacement: &mut dyn FnMut(Name) -> Option<TokenStream>,
) -> TokenStream {
    let mut result = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => match Name::of(&ident).and_then(&mut *replacement) {
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

/// Gives every local its name. The pairs that lowering wrote out for [implied](Name::implied) names, `field: field` in
/// a struct and `name = name` in a format macro, become short again.
pub fn restore(unit: &Unit, tokens: TokenStream) -> TokenStream {
    let mut written: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                let name = TokenTree::Ident(restored(unit, ident.clone()));
                let is_implied = Name::is_implied(&ident);
                if !is_implied || !drop_argument(&mut written, &name) {
                    if is_implied {
                        drop_field(&mut written, &name);
                    }
                    written.push(name);
                }
            }
            TokenTree::Group(group) => {
                let inner = restore(unit, group.stream());
                written.push(in_group(&group, inner));
            }
            other => written.push(other),
        }
    }
    written.into_iter().collect()
}

fn restored(unit: &Unit, ident: Ident) -> Ident {
    let Some(Name::Local(local)) = Name::of(&ident) else {
        return ident;
    };
    let own = &unit.component.locals[local].ident;
    let mut name = if unit.split.hidden.contains(&local) {
        format_ident!("__{own}_{}", local.index())
    } else {
        own.clone()
    };
    name.set_span(ident.span());
    name
}

/// Takes `name:` off the end of `written` where `name` itself follows. (`ref` and `mut` may stand between.)
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

/// Takes `, name =` off the end of `written` where `name` itself follows: the format string says it already.
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
