//! Finds the end of an attribute's value, and parses it.
//!
//! `id=first class=second>`: a value needs no braces, so its end has to be found. It can end before the end of the tag,
//! before the next attribute, and before a `{..spread}`. Some of these ends are certain. At the others (a `>` that may
//! close generic arguments, a word that may be an attribute without a value) the value ends if the tokens up to there
//! are an expression.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use syn::{Block, Expr, ExprBlock, ExprMacro, Stmt};

use super::cursor::{Cursor, is_braced};
use crate::diagnostic::{Diagnostics, Problem, SourceRange};

/// Keywords that an expression cannot end with.
const CONTINUING: &[&str] = &[
    "as", "async", "await", "box", "break", "const", "dyn", "else", "for", "if", "impl", "in",
    "let", "loop", "match", "move", "mut", "ref", "return", "static", "unsafe", "where", "while",
    "yield",
];

/// Takes a value from the cursor.
///
/// # Errors
///
/// The error of syn about the tokens up to the first place where the value can end. These tokens are skipped.
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

/// Returns the end of the value that begins at `start`, if it is an expression only with the `>` at the cursor.
pub fn end_behind_operator(cursor: &Cursor, start: usize) -> Option<usize> {
    let rest = cursor.position() + 1..;
    let mut rest = rest.take_while(|at| cursor.token(*at).is_some() && !cursor.is_at(*at, "<"));
    let may_end =
        |at| cursor.is_at(at, ">") || cursor.is_at(at, "/>") || starts_attribute(cursor, at);
    let is_end = |at: &usize| may_end(*at) && expression(cursor.slice(start..*at)).is_ok();
    rest.find(is_end).filter(|_| cursor.is(">"))
}

/// Returns the position at which parsing continues after a value that is not an expression: the next `name=`.
fn recovery(cursor: &Cursor, start: usize, end: usize) -> usize {
    (start + 1..end)
        .find(|&position| starts_attribute(cursor, position))
        .unwrap_or(end)
}

/// The possibility that a value ends before a token.
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
        TokenTree::Punct(sign) if sign.as_char() == '@' || cursor.is_single_colon(position) => {
            Ending::Possible
        }
        TokenTree::Group(group) if is_spread(group) && !is_struct_name(cursor, position - 1) => {
            Ending::Possible
        }
        _ => Ending::No,
    }
}

/// Decides about a `>`. It may be part of an operator (`->`, `=>`, `>=`) or close generic arguments; otherwise it ends
/// the tag.
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

/// Counts the `<` that may open generic arguments, minus the `>` that close them.
fn track_angle(cursor: &Cursor, position: usize, open: &mut usize) {
    match cursor.punctuation(position) {
        Some('<') if !cursor.is_joint(position) => *open += 1,
        Some('>') if matches!(angle_ending(cursor, position, *open), Ending::Possible) => {
            *open -= 1
        }
        _ => {}
    }
}

/// Returns whether an attribute begins here: `name=` or `name:`, but not `name==`, `name=>` or `name::`.
pub fn starts_attribute(cursor: &Cursor, position: usize) -> bool {
    let next = position + 1;
    let is_equals = cursor.is_at(next, "=")
        && !(cursor.is_joint(next) && matches!(cursor.punctuation(next + 1), Some('=' | '>')));
    let is_name = matches!(cursor.token(position), Some(TokenTree::Ident(_)));
    is_name && (is_equals || cursor.is_single_colon(next))
}

/// Returns whether an expression can end with this token.
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

/// Returns whether the token is the name of a struct: `Row {..row}` is one expression, `row {..attributes}` is a value
/// and a spread.
fn is_struct_name(cursor: &Cursor, position: usize) -> bool {
    matches!(cursor.token(position), Some(TokenTree::Ident(word)) if word.to_string().starts_with(char::is_uppercase))
}

/// Returns whether the group is `{..attributes}`.
pub fn is_spread(group: &Group) -> bool {
    let inner = Cursor::new(group.stream(), None);
    group.delimiter() == Delimiter::Brace && inner.is("..") && !inner.is("..=")
}

/// Reports that these tokens are no expression. Where markup begins among them, that is the mistake.
pub fn refuse(error: syn::Error, tokens: TokenStream, diagnostics: &mut Diagnostics) {
    match markup_in(tokens.clone()) {
        Some((place, name)) => diagnostics.report(place, Problem::MarkupInRust { name }),
        None if is_unfinished(&error) => {
            let reason = error.to_string();
            diagnostics.report(SourceRange::of(tokens), Problem::Syntax { reason });
        }
        None => diagnostics.report_syntax(error),
    }
}

/// Returns whether tokens are missing behind an expression. The error itself has no place then.
fn is_unfinished(error: &syn::Error) -> bool {
    error.to_string().starts_with("unexpected end of input")
}

/// Finds a tag where an expression should begin. Returns its `<`, and its name.
fn markup_in(tokens: TokenStream) -> Option<(Span, String)> {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let cursor = Cursor::new(tokens.iter().cloned().collect(), None);
    tokens.iter().enumerate().find_map(|(at, token)| match token {
        TokenTree::Group(_) if at > 0 && cursor.is_at(at - 1, "!") => None,
        TokenTree::Group(group) => markup_in(group.stream()),
        TokenTree::Punct(_) if cursor.is_at(at, "<") && begins_expression(&cursor, at) => {
            let TokenTree::Ident(name) = cursor.token(at + 1)? else {
                return None;
            };
            // `<T as Default>::default()` and `<T>::default()` are paths.
            let is_path = matches!(cursor.token(at + 2), Some(TokenTree::Ident(word)) if word == "as")
                || cursor.is_at(at + 2, ">") && cursor.is_path_separator(at + 3);
            (!is_path).then(|| (token.span(), name.to_string()))
        }
        _ => None,
    })
}

/// Returns whether an expression begins here: at the start of a block, after `=>`, `;` or the `|` of a closure.
fn begins_expression(cursor: &Cursor, position: usize) -> bool {
    let Some(before) = position.checked_sub(1) else {
        return true;
    };
    let is_arrow = || before > 0 && cursor.is_at(before - 1, "=>");
    match cursor.token(before) {
        Some(TokenTree::Punct(punct)) => {
            matches!(punct.as_char(), ';' | '|') || punct.as_char() == '>' && is_arrow()
        }
        Some(TokenTree::Ident(word)) => word == "return",
        _ => false,
    }
}

/// Parses an expression. Braces around a single expression are removed.
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
