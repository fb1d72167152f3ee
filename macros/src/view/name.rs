//! Parses names with dashes, colons and numbers, which Rust lexes as several tokens.

use proc_macro2::{Delimiter, Group, TokenTree};

use super::ast::Name;
use super::cursor::Cursor;
use crate::diagnostic::{Diagnostics, Problem};

/// `name` or `name(argument)`: a segment between two colons of an attribute's name.
pub struct NameSegment {
    pub name: Name,
    pub argument: Option<Group>,
}

/// Takes a name like `a-b`, up to a colon, a value or the next name; `None` if no name begins here.
pub fn name(cursor: &mut Cursor) -> Option<Name> {
    let start = cursor.position();
    let mut text = String::new();
    while let Some(piece) = piece(cursor, &text) {
        text.push_str(&piece);
        cursor.bump();
    }
    if text.is_empty() {
        return None;
    }
    let place = cursor.place(start..cursor.position());
    Some(Name { text, place })
}

/// Takes a name as [`name`] does, and with the characters that names of classes have besides: `w-1/2`, `p-1.5`,
/// `w-[3px]`.
fn class_name(cursor: &mut Cursor) -> Option<Name> {
    let start = cursor.position();
    let mut text = name(cursor)?.text;
    loop {
        let more = match cursor.peek(0) {
            Some(TokenTree::Punct(slash)) if slash.as_char() == '/' && !cursor.is("/>") => {
                "/".to_owned()
            }
            Some(TokenTree::Punct(dot)) if dot.as_char() == '.' => ".".to_owned(),
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => group
                .span()
                .source_text()
                .unwrap_or_else(|| group.to_string()),
            _ => break,
        };
        cursor.bump();
        text.push_str(&more);
        if let Some(rest) = name(cursor) {
            text.push_str(&rest.text);
        }
    }
    let place = cursor.place(start..cursor.position());
    Some(Name { text, place })
}

/// Returns the text of the next token if it continues the name: a dash always does, a word only after a dash.
fn piece(cursor: &Cursor, before: &str) -> Option<String> {
    let may_be_word = before.is_empty() || before.ends_with('-');
    match cursor.peek(0)? {
        TokenTree::Punct(punct) if punct.as_char() == '-' => Some("-".to_owned()),
        TokenTree::Ident(word) if may_be_word => Some(plain(&word.to_string())),
        TokenTree::Literal(number) if may_be_word => {
            let number = number.to_string();
            number
                .starts_with(|c: char| c.is_ascii_digit())
                .then_some(number)
        }
        _ => None,
    }
}

/// Returns an identifier's text without `r#`.
pub fn plain(identifier: &str) -> String {
    identifier.trim_start_matches("r#").to_owned()
}

/// Takes segments with single colons between them: `on:click:debounce(300)`. A colon without a name after it gives a
/// segment with an empty name.
pub fn parts(cursor: &mut Cursor) -> Vec<NameSegment> {
    let mut parts: Vec<NameSegment> = name(cursor)
        .map(|name| part(cursor, name))
        .into_iter()
        .collect();
    while !parts.is_empty() && cursor.is_single_colon(cursor.position()) && cursor.take(":") {
        let colon = cursor.position() - 1;
        let unnamed = Name {
            text: String::new(),
            place: cursor.place(colon..colon + 1),
        };
        let name = match parts[0].name.text.as_str() {
            "class" => class_name(cursor),
            _ => name(cursor),
        };
        let name = name.unwrap_or(unnamed);
        parts.push(part(cursor, name));
    }
    parts
}

fn part(cursor: &mut Cursor, name: Name) -> NameSegment {
    NameSegment {
        name,
        argument: argument(cursor),
    }
}

/// Reports a colon without a name after it, and returns whether there is one.
pub fn refuse_unnamed(parts: &[NameSegment], diagnostics: &mut Diagnostics) -> bool {
    let unnamed = parts.iter().find(|part| part.name.text.is_empty());
    if let Some(part) = unnamed {
        let prefix = parts[0].name.text.clone();
        diagnostics.report(
            parts[0].name.place.to(part.name.place),
            Problem::DirectiveName { prefix },
        );
    }
    unnamed.is_some()
}

/// Joins segments into one name, without arguments; `None` without segments.
pub fn joined(parts: &[NameSegment]) -> Option<Name> {
    let (first, last) = (parts.first()?, parts.last()?);
    let texts: Vec<&str> = parts.iter().map(|part| part.name.text.as_str()).collect();
    Some(Name {
        text: texts.join(":"),
        place: first.name.place.to(last.name.place),
    })
}

fn argument(cursor: &mut Cursor) -> Option<Group> {
    match cursor.peek(0)?.clone() {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
            cursor.bump();
            Some(group)
        }
        _ => None,
    }
}

/// Reports arguments of segments that take none.
pub fn refuse_arguments(parts: &[NameSegment], diagnostics: &mut Diagnostics) {
    for part in parts.iter().filter(|part| part.argument.is_some()) {
        let name = part.name.text.clone();
        diagnostics.report(part.name.place, Problem::UnexpectedArgument { name });
    }
}
