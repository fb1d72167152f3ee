//! Parses tags: `<name attribute=value>` and `</name>`. The meaning of the names is decided later.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::parse::Parser;
use syn::{Expr, Ident, Pat, Path, parse_quote};

use super::ast::{Name, Slot, ViewNode};
use super::cursor::Cursor;
use super::name::{self, NameSegment};
use super::path::{self, is_component};
use super::value::{self, is_spread};
use crate::diagnostic::{Diagnostics, Problem, SourceRange};

/// A whole `<name attribute=value>…</name>`, without its name.
pub struct Tag {
    pub attributes: Vec<RawAttribute>,
    pub content: TagBody,
}

/// The nodes between two tags.
#[derive(Default)]
pub struct TagBody {
    pub nodes: Vec<ViewNode>,
    /// The `<slot:name>`s, which are removed from `nodes`.
    pub slots: Vec<Slot>,
}

/// The name in a tag.
#[derive(Clone)]
pub enum TagName {
    Element(Name),
    Component(Path),
    /// `slot:name`
    Slot(Ident),
}

/// The end of an opening tag.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TagEnding {
    /// `>`: children follow.
    Children,
    /// `/>`: the element has no children.
    Closed,
}

/// An attribute in an opening tag, before its name is interpreted.
pub enum RawAttribute {
    Named(NamedAttribute),
    Spread(Expr),
    Let { place: SourceRange, pattern: Pat },
}

/// `segment:segment(argument)=value`
pub struct NamedAttribute {
    /// The whole name, without arguments.
    pub name: Name,
    /// The segments between its colons; at least one.
    pub parts: Vec<NameSegment>,
    pub value: RawValue,
}

pub enum RawValue {
    None,
    Given(Box<Expr>),
    /// A value that did not parse, which was reported.
    Broken,
}

impl RawAttribute {
    /// Returns whether it is an attribute of this name.
    pub fn is_named(&self, name: &str) -> bool {
        matches!(self, RawAttribute::Named(named) if named.name.text == name)
    }
}

impl TagName {
    /// Returns the text that a closing tag must repeat.
    pub fn text(&self) -> String {
        match self {
            TagName::Element(name) => name.text.clone(),
            TagName::Component(path) => path::without_generics(path),
            TagName::Slot(name) => format!("slot:{name}"),
        }
    }

    pub fn place(&self) -> SourceRange {
        match self {
            TagName::Element(name) => name.place,
            TagName::Component(path) => SourceRange::of(path),
            TagName::Slot(name) => name.span().into(),
        }
    }
}

/// Takes the name in an opening or closing tag.
pub fn tag_name(cursor: &mut Cursor, diagnostics: &mut Diagnostics) -> Option<TagName> {
    if is_component(cursor) {
        return path::path(cursor)
            .map_err(|error| diagnostics.report_syntax(error))
            .ok()
            .map(TagName::Component);
    }
    if !matches!(cursor.peek(0)?, TokenTree::Ident(_)) {
        return None;
    }
    let name = name::name(cursor)?;
    if name.text != "slot" || !cursor.is_single_colon(cursor.position()) {
        return Some(TagName::Element(name));
    }
    cursor.take(":");
    match cursor.bump() {
        Some(TokenTree::Ident(slot)) => Some(TagName::Slot(slot)),
        _ => Some(TagName::Element(name)),
    }
}

/// Takes everything after the name, up to and including `>` or `/>`.
pub fn rest_of_tag(
    cursor: &mut Cursor,
    name: &TagName,
    diagnostics: &mut Diagnostics,
) -> (Vec<RawAttribute>, TagEnding) {
    let mut attributes = Vec::new();
    loop {
        if let Some(ending) = ending(cursor) {
            return (attributes, ending);
        }
        if cursor.is_empty() || cursor.is("<") {
            diagnostics.report(name.place(), Problem::UnfinishedTag { name: name.text() });
            return (attributes, ending_after_error(cursor));
        }
        attributes.extend(attribute(cursor, diagnostics));
    }
}

/// Returns the ending to assume after an error. At the end of the view the tag counts as closed: "is never closed"
/// would be a second message about the same mistake.
fn ending_after_error(cursor: &Cursor) -> TagEnding {
    if cursor.is_empty() {
        TagEnding::Closed
    } else {
        TagEnding::Children
    }
}

fn ending(cursor: &mut Cursor) -> Option<TagEnding> {
    if cursor.take("/>") {
        return Some(TagEnding::Closed);
    }
    cursor.take(">").then_some(TagEnding::Children)
}

fn attribute(cursor: &mut Cursor, diagnostics: &mut Diagnostics) -> Option<RawAttribute> {
    match cursor.peek(0)?.clone() {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            cursor.bump();
            spread(&group, diagnostics)
        }
        TokenTree::Ident(word) if word == "let" && !cursor.is_at(cursor.position() + 1, "=") => {
            binding(cursor, diagnostics)
        }
        token => named(cursor, diagnostics).or_else(|| skip(cursor, &token, diagnostics)),
    }
}

fn skip(
    cursor: &mut Cursor,
    token: &TokenTree,
    diagnostics: &mut Diagnostics,
) -> Option<RawAttribute> {
    cursor.bump();
    let problem = foreign(cursor, token).unwrap_or_else(|| Problem::UnexpectedInTag {
        token: token.to_string(),
    });
    diagnostics.report(token.span(), problem);
    None
}

/// Takes `@click.prevent=value` or `:class=value`, after its sign.
fn foreign(cursor: &mut Cursor, sign: &TokenTree) -> Option<Problem> {
    let TokenTree::Punct(sign) = sign else {
        return None;
    };
    let sign = sign.as_char();
    if !matches!(sign, '@' | ':') {
        return None;
    }
    let mut words = Vec::new();
    while let Some(TokenTree::Ident(word)) = cursor.peek(0) {
        words.push(word.to_string());
        if !matches!(cursor.peek(1), Some(TokenTree::Punct(dot)) if dot.as_char() == '.') {
            break;
        }
        cursor.bump();
        cursor.bump();
    }
    let name = words.first()?;
    let instead = match sign {
        '@' => format!("write `on:{}={{move |event| ..}}`", words.join(":")),
        _ => format!("write `{name}={{value}}`: a value in braces is computed"),
    };
    let name = format!("{sign}{}", words.join("."));
    // What is wrong in its value does not matter any more.
    named(cursor, &mut Diagnostics::default());
    Some(Problem::ForeignAttribute { name, instead })
}

fn spread(group: &Group, diagnostics: &mut Diagnostics) -> Option<RawAttribute> {
    if !is_spread(group) {
        diagnostics.report(SourceRange::of(group), Problem::NotSpread {});
        return None;
    }
    let value = group.stream().into_iter().skip("..".len()).collect();
    value::expression(value)
        .map_err(|error| diagnostics.report_syntax(error))
        .ok()
        .map(RawAttribute::Spread)
}

/// Takes `let:item`, `let:(a, b)` or `let:Person { name, .. }`. `let(item)` is the spelling of Leptos.
fn binding(cursor: &mut Cursor, diagnostics: &mut Diagnostics) -> Option<RawAttribute> {
    let start = cursor.position();
    cursor.bump();
    cursor.take(":");
    let pattern = pattern(cursor);
    if pattern.is_none() && !cursor.is(">") && !cursor.is("/>") {
        cursor.bump();
    }
    let place = cursor.place(start..cursor.position());
    // `let:` was written, so that a message about a missing `let:` would be a second message about the same mistake.
    let pattern = pattern.unwrap_or_else(|| {
        diagnostics.report(place, Problem::NotPattern {});
        parse_quote!(_)
    });
    Some(RawAttribute::Let { place, pattern })
}

fn pattern(cursor: &mut Cursor) -> Option<Pat> {
    let tokens = pattern_tokens(cursor)?;
    match Pat::parse_single.parse2(tokens).ok()? {
        Pat::Paren(inner) => Some(*inner.pat),
        pattern => Some(pattern),
    }
}

/// Takes the tokens of a pattern: a name, parentheses, or the name of a type and what is in it.
pub fn pattern_tokens(cursor: &mut Cursor) -> Option<TokenStream> {
    let start = cursor.position();
    let names_type = match cursor.peek(0)? {
        TokenTree::Ident(word) => word.to_string().starts_with(char::is_uppercase),
        TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => false,
        _ => return None,
    };
    cursor.bump();
    if names_type && matches!(cursor.peek(0), Some(TokenTree::Group(_))) {
        cursor.bump();
    }
    Some(cursor.slice(start..cursor.position()))
}

fn named(cursor: &mut Cursor, diagnostics: &mut Diagnostics) -> Option<RawAttribute> {
    let parts = name::parts(cursor);
    let name = name::joined(&parts)?;
    let value = if cursor.take("=") {
        given(cursor, &name, diagnostics)
    } else {
        RawValue::None
    };
    Some(RawAttribute::Named(NamedAttribute { name, parts, value }))
}

fn given(cursor: &mut Cursor, name: &Name, diagnostics: &mut Diagnostics) -> RawValue {
    if is_missing(cursor) {
        let problem = Problem::EmptyValue {
            name: name.text.clone(),
        };
        diagnostics.report(name.place, problem);
        return RawValue::Broken;
    }
    let start = cursor.position();
    match value::value(cursor) {
        Ok(value) => RawValue::Given(Box::new(value)),
        Err(error) => {
            match value::end_behind_operator(cursor, start) {
                Some(end) => {
                    diagnostics.report(cursor.place_here(), Problem::OperatorEndsTag {});
                    cursor.go_to(end);
                }
                None => value::refuse(error, cursor.slice(start..cursor.position()), diagnostics),
            }
            RawValue::Broken
        }
    }
}

/// Returns whether the value is missing: the tag ends, or the next attribute begins.
fn is_missing(cursor: &Cursor) -> bool {
    let ends = [">", "/>", "</"].iter().any(|end| cursor.is(end));
    ends || cursor.is_empty() || value::starts_attribute(cursor, cursor.position())
}
