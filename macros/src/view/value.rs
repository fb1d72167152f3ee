//! Where the value of an attribute ends, and what it is.
//!
//! `id=first class=second>`: a value needs no braces, so its end has to be found. The places where it can end are the
//! end of the tag, the next attribute, and a `{..spread}`. Some of these are certain; at the others (a `>` that may
//! close generic arguments, a word that may be an attribute without a value) the value ends if what stands before is
//! an expression.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::{Block, Expr, ExprBlock, ExprMacro, Stmt};

use super::cursor::{Cursor, is_braced};

/// Keywords after which an expression goes on.
const CONTINUING: &[&str] = &[
    "as", "async", "await", "box", "break", "const", "dyn", "else", "for", "if", "impl", "in",
    "let", "loop", "match", "move", "mut", "ref", "return", "static", "unsafe", "where", "while",
    "yield",
];

/// Takes a value from the cursor.
///
/// # Errors
///
/// What syn says about the tokens up to the first place where the value can end; these are skipped.
pub fn value(cursor: &mut Cursor) -> syn::Result<Expr> {
    let start = cursor.position();
    let mut open_angles = 0_usize;
    let mut position = start + 1;
    track_angle(cursor, start, &mut open_angles);
    loop {
        match ending(cursor, position, open_angles) {
            Ending::Certain => return finish(cursor, start, position),
            Ending::Possible => {
                if let Ok(value) = expression(cursor.slice(start..position)) {
                    cursor.go_to(position);
                    return Ok(value);
                }
            }
            Ending::No => {}
        }
        track_angle(cursor, position, &mut open_angles);
        position += 1;
    }
}

fn finish(cursor: &mut Cursor, start: usize, end: usize) -> syn::Result<Expr> {
    let value = expression(cursor.slice(start..end));
    let end = if value.is_ok() {
        end
    } else {
        recovery(cursor, start, end)
    };
    cursor.go_to(end);
    value
}

/// After a value that is no expression, the next `name=` is where the tag makes sense again.
fn recovery(cursor: &Cursor, start: usize, end: usize) -> usize {
    (start + 1..end)
        .find(|&position| starts_attribute(cursor, position))
        .unwrap_or(end)
}

/// Whether a value can end before a token.
enum Ending {
    No,
    Possible,
    Certain,
}

fn ending(cursor: &Cursor, position: usize, open_angles: usize) -> Ending {
    let Some(token) = cursor.token(position) else {
        return Ending::Certain;
    };
    if cursor.is_at(position, "/>") || cursor.is_at(position, "</") {
        return Ending::Certain;
    }
    if cursor.is_at(position, ">") {
        return angle_ending(cursor, position, open_angles);
    }
    if !completes_expression(cursor, position - 1) {
        return Ending::No;
    }
    match token {
        TokenTree::Ident(_) if starts_attribute(cursor, position) && open_angles == 0 => {
            Ending::Certain
        }
        TokenTree::Ident(word) if word != "as" && word != "else" => Ending::Possible,
        TokenTree::Group(group) if is_spread(group) && !is_struct_name(cursor, position - 1) => {
            Ending::Possible
        }
        _ => Ending::No,
    }
}

/// `->`, `=>` and `>=` are operators; any other `>` ends the tag unless it closes generic arguments.
fn angle_ending(cursor: &Cursor, position: usize, open_angles: usize) -> Ending {
    let is_arrow = matches!(cursor.punctuation(position - 1), Some('-' | '='))
        && cursor.is_joint(position - 1);
    let is_comparison = cursor.is_at(position, ">=") && cursor.is_joint(position);
    match open_angles {
        _ if is_arrow || is_comparison => Ending::No,
        0 => Ending::Certain,
        _ => Ending::Possible,
    }
}

/// Counts the `<` that may open generic arguments, and what closes them.
fn track_angle(cursor: &Cursor, position: usize, open: &mut usize) {
    match cursor.punctuation(position) {
        Some('<') if !cursor.is_joint(position) => *open += 1,
        Some('>') if matches!(angle_ending(cursor, position, *open), Ending::Possible) => {
            *open -= 1
        }
        _ => {}
    }
}

/// `name=` or `name:` but not `name==`, `name=>` or `name::`.
pub fn starts_attribute(cursor: &Cursor, position: usize) -> bool {
    let next = position + 1;
    let is_equals = cursor.is_at(next, "=")
        && !(cursor.is_joint(next) && matches!(cursor.punctuation(next + 1), Some('=' | '>')));
    let is_name = matches!(cursor.token(position), Some(TokenTree::Ident(_)));
    is_name && (is_equals || cursor.is_single_colon(next))
}

/// Whether an expression can end with this token.
fn completes_expression(cursor: &Cursor, position: usize) -> bool {
    match cursor.token(position) {
        Some(TokenTree::Ident(word)) => {
            !is_continuing(&word.to_string()) || is_await(cursor, position)
        }
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), '?' | '>'),
        Some(TokenTree::Literal(_) | TokenTree::Group(_)) => true,
        None => false,
    }
}

fn is_await(cursor: &Cursor, position: usize) -> bool {
    position > 0 && cursor.is_at(position - 1, ".")
}

fn is_continuing(word: &str) -> bool {
    CONTINUING.contains(&word)
}

/// `Row {..row}` is one expression, `row {..attributes}` is a value and a spread.
fn is_struct_name(cursor: &Cursor, position: usize) -> bool {
    matches!(cursor.token(position), Some(TokenTree::Ident(word)) if word.to_string().starts_with(char::is_uppercase))
}

/// `{..attributes}`
pub fn is_spread(group: &Group) -> bool {
    let inner = Cursor::new(group.stream(), None);
    group.delimiter() == Delimiter::Brace && inner.is("..") && !inner.is("..=")
}

/// Parses an expression; braces around a single one are taken off.
pub fn expression(tokens: TokenStream) -> syn::Result<Expr> {
    let mut trees = tokens.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(block), None) if is_braced(&block) => syn::parse2(tokens).map(without_braces),
        _ => syn::parse2(tokens),
    }
}

fn without_braces(block: Block) -> Expr {
    match block.stmts.as_slice() {
        [Stmt::Expr(only, None)] => only.clone(),
        [Stmt::Macro(only)] if only.semi_token.is_none() => Expr::Macro(ExprMacro {
            attrs: only.attrs.clone(),
            mac: only.mac.clone(),
        }),
        _ => Expr::Block(ExprBlock {
            attrs: Vec::new(),
            label: None,
            block,
        }),
    }
}
