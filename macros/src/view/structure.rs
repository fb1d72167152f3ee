//! Which expressions make elements, as far as their own tokens tell.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, Stmt};

/// Whether `expr` contains `view!` or is a `for`.
///
/// `if` and `match` without a `view!` are text. Names of children, of slots and of closures that contain `view!` make
/// structure too; that takes name resolution, which is not done here.
pub fn is_structure_syntax(expr: &Expr) -> bool {
    is_loop(expr) || mentions_view(expr.to_token_stream())
}

/// A `for`, also as the last statement of a block.
fn is_loop(expr: &Expr) -> bool {
    match expr {
        Expr::ForLoop(_) => true,
        Expr::Block(block) => {
            matches!(block.block.stmts.last(), Some(Stmt::Expr(last, None)) if is_loop(last))
        }
        _ => false,
    }
}

fn mentions_view(tokens: TokenStream) -> bool {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let found = match token {
            TokenTree::Ident(name) => name == "view" && tokens.peek().is_some_and(is_bang),
            TokenTree::Group(group) => mentions_view(group.stream()),
            _ => false,
        };
        if found {
            return true;
        }
    }
    false
}

fn is_bang(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == '!')
}

#[cfg(test)]
mod tests {
    use super::is_structure_syntax;

    #[test]
    fn structure_is_what_contains_view_or_is_a_loop() {
        let table = [
            ("count", false),
            ("if a { \"b\" } else { \"c\" }", false),
            ("view.get()", false),
            ("if a { view! { <p/> }.into() } else { b }", true),
            ("move || view! { <p/> }", true),
            ("match a { Some(b) => view! { {b} }, None => c }", true),
            ("for a in b { c(a) }", true),
            ("{ let b = c(); for a in b { d(a) } }", true),
            ("wrap(|| watershed::view! { <p/> })", true),
        ];
        for (source, expected) in table {
            let expr = syn::parse_str(source).expect("an expression");
            assert_eq!(is_structure_syntax(&expr), expected, "{source}");
        }
    }
}
