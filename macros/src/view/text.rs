//! Parses unquoted text: words from tokens.
//!
//! Rust's lexer drops white space; the places of the tokens tell where it was. As in HTML, any amount of it is one
//! space. At the edge of an element, a line break with its indentation is layout, not text. Text that Rust cannot lex
//! must be quoted; above all this is the apostrophe in `don't`.

use proc_macro2::{Delimiter, Group, LineColumn, TokenTree};

use super::ast::Text;
use super::cursor::{Cursor, is_braced};
use crate::diagnostic::{Diagnostics, Problem, SourceRange};

/// White space between two tokens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    None,
    Space,
    LineBreak,
}

/// Returns the text of a gap.
type Spacing = fn(Gap) -> &'static str;

/// Takes text up to the next tag, block or quoted text. `is_first` tells that it is the first node of its element.
pub fn unquoted(cursor: &mut Cursor, is_first: bool, diagnostics: &mut Diagnostics) -> Text {
    let start = cursor.position();
    let leading = if is_first { at_edge } else { within_text };
    refuse_comment(cursor, Side::Before, diagnostics);
    refuse_code(cursor, is_first, diagnostics);
    let operator = is_first.then(|| operator(cursor)).flatten();
    let mut value = gap_before(cursor).map_or("", leading).to_owned();
    while !ends_text(cursor) {
        check(cursor, operator, diagnostics);
        let Some(token) = cursor.bump() else { break };
        push(&mut value, &token, within_text);
        let side = if cursor.peek(0).is_none() || ends_text(cursor) {
            Side::After
        } else {
            Side::Within
        };
        refuse_comments_in(cursor, &token, diagnostics);
        refuse_comment(cursor, side, diagnostics);
        let trailing = if cursor.is("</") {
            at_edge
        } else {
            within_text
        };
        value.push_str(gap_before(cursor).map_or("", trailing));
    }
    let place = cursor.place(start..cursor.position());
    Text { value, place }
}

/// Takes everything up to `</name`, for `<style>` and `<script>`. Line breaks are kept.
pub fn raw(cursor: &mut Cursor, name: &str) -> Option<Text> {
    let start = cursor.position();
    let mut value = String::new();
    while !closes(cursor, name) {
        let Some(token) = cursor.bump() else { break };
        push(&mut value, &token, as_written);
        value.push_str(gap_before(cursor).map_or("", as_written));
    }
    let end = cursor.position();
    (start < end).then(|| Text {
        value: value.trim().to_owned(),
        place: cursor.place(start..end),
    })
}

/// Returns whether `token` is a string literal.
pub fn is_quoted(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Literal(literal) if literal.to_string().ends_with(['"', '#']))
}

fn ends_text(cursor: &Cursor) -> bool {
    let ends = |token| is_braced(token) || is_quoted(token);
    cursor.is("<") || cursor.peek(0).is_some_and(ends)
}

fn closes(cursor: &Cursor, name: &str) -> bool {
    cursor.is("</")
        && cursor
            .peek(2)
            .is_some_and(|token| token.to_string() == name)
}

fn within_text(gap: Gap) -> &'static str {
    if gap == Gap::None { "" } else { " " }
}

fn at_edge(gap: Gap) -> &'static str {
    if gap == Gap::Space { " " } else { "" }
}

fn as_written(gap: Gap) -> &'static str {
    match gap {
        Gap::None => "",
        Gap::Space => " ",
        Gap::LineBreak => "\n",
    }
}

/// Returns the white space between the last token and the next.
fn gap_before(cursor: &Cursor) -> Option<Gap> {
    Some(gap(cursor.last()?, cursor.peek(0)?))
}

/// Returns the white space between two tokens. The places of tokens that a macro wrote cannot be compared; between two
/// words of those, a space is assumed.
fn gap(first: &TokenTree, second: &TokenTree) -> Gap {
    let (start, next) = (first.span().start(), second.span().start());
    let is_in_order = (start.line, start.column) < (next.line, next.column);
    match (is_in_order, is_word(first) && is_word(second)) {
        (true, _) => between(first.span().end(), next),
        (false, true) => Gap::Space,
        (false, false) => Gap::None,
    }
}

fn between(end: LineColumn, next: LineColumn) -> Gap {
    match (next.line > end.line, next.column > end.column) {
        (true, _) => Gap::LineBreak,
        (false, true) => Gap::Space,
        (false, false) => Gap::None,
    }
}

fn is_word(token: &TokenTree) -> bool {
    !matches!(token, TokenTree::Punct(_))
}

fn push(text: &mut String, token: &TokenTree, spacing: Spacing) {
    match token {
        TokenTree::Group(group) => push_group(text, group, spacing),
        token => text.push_str(&token.to_string()),
    }
}

fn push_group(text: &mut String, group: &Group, spacing: Spacing) {
    let (open, close) = delimiters(group);
    let mut end = group.span_open().end();
    text.push_str(open);
    for token in group.stream() {
        text.push_str(spacing(between(end, token.span().start())));
        push(text, &token, spacing);
        end = token.span().end();
    }
    text.push_str(spacing(between(end, group.span_close().start())));
    text.push_str(close);
}

fn delimiters(group: &Group) -> (&'static str, &'static str) {
    match group.delimiter() {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::None => ("", ""),
    }
}

/// The position of a comment relative to a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    Within,
    After,
}

/// Reports a comment between the last token and the next if it may be meant as text: in the middle of text, or on the
/// line on which the text begins or ends.
fn refuse_comment(cursor: &Cursor, side: Side, diagnostics: &mut Diagnostics) {
    let (Some(source), Some(last), Some(next)) = (&cursor.source, cursor.last(), cursor.peek(0))
    else {
        return;
    };
    let Some((comment, follows)) = source.comment(last, next) else {
        return;
    };
    let is_meant = match side {
        Side::Within => true,
        Side::After => follows,
        Side::Before => follows && last.span().end().line == next.span().start().line,
    };
    if is_meant {
        let place = match side {
            Side::Before => next,
            Side::Within | Side::After => last,
        };
        diagnostics.report(place.span(), Problem::CommentInText { comment });
    }
}

/// Reports comments inside of parentheses, and `///`, which the lexer turns into an attribute.
fn refuse_comments_in(cursor: &Cursor, token: &TokenTree, diagnostics: &mut Diagnostics) {
    match token {
        TokenTree::Punct(mark) if mark.as_char() == '#' => {
            let comment = mark.span().source_text().unwrap_or_default();
            if comment.starts_with('/') {
                let comment = comment.lines().next().unwrap_or_default().to_owned();
                diagnostics.report(mark.span(), Problem::CommentInText { comment });
            }
        }
        TokenTree::Group(group) => {
            let Some(source) = &cursor.source else { return };
            let mut end = group.span_open().end();
            let tokens = group.stream().into_iter();
            let starts = tokens.map(|token| (token.span().start(), token.span().end()));
            let close = group.span_close();
            for (start, next) in starts.chain([(close.start(), close.end())]) {
                if let Some((comment, _)) = source.comment_between(end, start) {
                    diagnostics.report(group.span(), Problem::CommentInText { comment });
                }
                end = next;
            }
        }
        _ => {}
    }
}

/// Reports what is Rust beside markup: a `let`, and the first argument that `view!` has elsewhere.
fn refuse_code(cursor: &Cursor, is_first: bool, diagnostics: &mut Diagnostics) {
    let is_word = |ahead, word: &str| matches!(cursor.peek(ahead), Some(TokenTree::Ident(ident)) if ident == word);
    let is_at = |ahead, mark| cursor.is_at(cursor.position() + ahead, mark);
    if is_word(0, "let") {
        let pattern = if is_word(1, "mut") { 2 } else { 1 };
        let binds = match cursor.peek(pattern) {
            Some(TokenTree::Ident(_)) => true,
            Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Parenthesis,
            _ => false,
        };
        if binds
            && (is_at(pattern + 1, "=") || is_at(pattern + 1, ":") && !is_at(pattern + 1, "::"))
        {
            let end = cursor.position() + pattern + 1;
            diagnostics.report(cursor.place(cursor.position()..end), Problem::LetInText {});
        }
    }
    if is_first
        && cursor.position() == 0
        && is_at(1, ",")
        && (is_word(0, "cx") || is_word(0, "scope"))
    {
        let name = cursor.peek(0).map(ToString::to_string).unwrap_or_default();
        diagnostics.report(cursor.place(0..2), Problem::ViewArgument { name });
    }
}

/// The place of the `>` that ended the tag before this text, if it was meant as an operator: what is before and behind it,
/// up to the next `>`, is one expression.
fn operator(cursor: &Cursor) -> Option<SourceRange> {
    let end = cursor
        .position()
        .checked_sub(1)
        .filter(|end| cursor.is_at(*end, ">"))?;
    let begins = |at: &usize| cursor.is_at(*at, "=") && !cursor.is_at(*at, "==");
    let value = (0..end)
        .rev()
        .take_while(|at| !cursor.is_at(*at, "<"))
        .find(begins)?
        + 1;
    let is_one_token = value + 1 == end;
    let is_closed = cursor
        .token(value)
        .is_some_and(|token| is_quoted(token) || is_braced(token));
    let close = (end + 1..)
        .take_while(|at| cursor.token(*at).is_some())
        .find(|at| cursor.is_at(*at, ">"))?;
    let is_text = (end + 1..close).all(|at| !cursor.is_at(at, "<"));
    let whole = syn::parse2::<syn::Expr>(cursor.slice(value..close));
    let is_operator = is_text && whole.is_ok() && !(is_one_token && is_closed);
    is_operator.then(|| cursor.place(end..end + 1))
}

fn check(cursor: &Cursor, operator: Option<SourceRange>, diagnostics: &mut Diagnostics) {
    let Some(token) = cursor.peek(0) else { return };
    if cursor.is(">") {
        let token = ">".to_owned();
        match operator {
            Some(place) => diagnostics.report(place, Problem::OperatorEndsTag {}),
            None => diagnostics.report(cursor.place_here(), Problem::AngleInText { token }),
        }
    }
    if let Some(name) = character_reference(cursor) {
        diagnostics.report(token.span(), Problem::CharacterReference { name });
    }
}

/// Returns the name in `&name;` or `&#number;`.
fn character_reference(cursor: &Cursor) -> Option<String> {
    let prefix = if cursor.is("&#") { "#" } else { "" };
    let name = cursor.peek(1 + prefix.len())?;
    let end = cursor.position() + 2 + prefix.len();
    (cursor.is("&") && cursor.is_at(end, ";")).then(|| format!("{prefix}{name}"))
}
