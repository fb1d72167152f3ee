//! Parses a view for an editor: everything in it that is code, whether or not the view is complete.
//!
//! While somebody types, most views are wrong: a tag has no end, a value is `count.`. This parser reports nothing and
//! drops no code. Values stay tokens, which the editor parses itself, with its own recovery.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::Parser;
use watershed_markup::element;

use super::ast::Name;
use super::cursor::{Cursor, is_braced};
use super::name::{self, NameSegment};
use super::tag::{TagName, pattern_tokens, tag_name};
use super::value::{is_spread, starts_attribute, value};
use crate::diagnostic::Diagnostics;

/// A part of a view that has code in it.
pub enum LooseNode {
    /// `{expr}`, with the braces.
    Code(Group),
    Tag(LooseTag),
}

/// A tag, with as much of it as is there.
pub struct LooseTag {
    pub name: LooseName,
    pub attributes: Vec<LooseAttribute>,
    pub children: Vec<LooseNode>,
    /// The name in the closing tag.
    pub close: Option<LooseName>,
}

/// The name in a tag.
pub enum LooseName {
    /// `<>`
    Fragment,
    /// `div`
    Element(Name),
    /// `Row`, `cards::Row`; also `cards::`
    Component(TokenStream),
    /// `slot:footer`
    Slot(Ident),
}

pub enum LooseAttribute {
    Named {
        /// The segments between the colons of the name.
        parts: Vec<NameSegment>,
        /// The tokens of the value; none after an `=` without a value.
        value: Option<TokenStream>,
    },
    /// The value in `{..value}`.
    Spread(TokenStream),
    /// The pattern of `let:pattern`.
    Let(TokenStream),
}

impl LooseTag {
    /// Returns the tokens of the attribute with this name.
    pub fn value(&self, name: &str) -> Option<&TokenStream> {
        self.attributes
            .iter()
            .find_map(|attribute| match attribute {
                LooseAttribute::Named { parts, value } if parts[0].name.text == name => {
                    value.as_ref()
                }
                _ => None,
            })
    }

    /// Returns the pattern of its `let:`.
    pub fn item(&self) -> Option<&TokenStream> {
        self.attributes
            .iter()
            .find_map(|attribute| match attribute {
                LooseAttribute::Let(pattern) => Some(pattern),
                _ => None,
            })
    }
}

impl Name {
    /// Returns the name as an identifier, unless it has a dash.
    pub fn identifier(&self) -> Option<Ident> {
        identifier(&self.text, self.place.start)
    }
}

impl NameSegment {
    /// Returns the segment as an identifier, with `prefix` before it, if it can be one.
    pub fn identifier(&self, prefix: &str) -> Option<Ident> {
        identifier(
            &format!("{prefix}{}", self.name.text.replace('-', "_")),
            self.name.place.start,
        )
    }
}

fn identifier(text: &str, span: Span) -> Option<Ident> {
    let found = Ident::parse_any.parse_str(text).ok()?;
    if syn::parse_str::<Ident>(text).is_ok() {
        return Some(Ident::new(text, span));
    }
    let is_raw = !["self", "Self", "super", "crate", "_"].contains(&text);
    is_raw.then(|| Ident::new_raw(&found.unraw().to_string(), span))
}

/// Parses the tokens of a `view!`.
pub fn parse_loosely(tokens: TokenStream) -> Vec<LooseNode> {
    let mut parser = LooseParser {
        cursor: Cursor::new(tokens, None),
        open: Vec::new(),
    };
    let mut nodes = Vec::new();
    while !parser.cursor.is_empty() {
        nodes.extend(parser.nodes());
        // A closing tag that closes nothing.
        parser.close();
    }
    nodes
}

struct LooseParser {
    cursor: Cursor,
    /// The names of the open tags, outermost first.
    open: Vec<String>,
}

impl LooseParser {
    /// Takes nodes up to the next closing tag.
    fn nodes(&mut self) -> Vec<LooseNode> {
        let mut nodes = Vec::new();
        while let Some(token) = self.cursor.peek(0).cloned() {
            match token {
                _ if self.cursor.is("</") => break,
                _ if self.cursor.is("<!") => self.declaration(),
                _ if self.cursor.is("<") => nodes.extend(self.tag().map(LooseNode::Tag)),
                TokenTree::Group(group) if is_braced(&group.clone().into()) => {
                    self.cursor.bump();
                    nodes.push(LooseNode::Code(group));
                }
                _ => _ = self.cursor.bump(),
            }
        }
        nodes
    }

    fn declaration(&mut self) {
        let end = if self.cursor.is("<!--") { "-->" } else { ">" };
        while !self.cursor.take(end) && self.cursor.bump().is_some() {}
    }

    fn tag(&mut self) -> Option<LooseTag> {
        self.cursor.take("<");
        if self.cursor.take(">") {
            return Some(self.content(LooseName::Fragment, String::new(), Vec::new(), false));
        }
        let (name, text) = self.name()?;
        let (attributes, is_closed) = self.attributes();
        let is_closed = is_closed || element::is_void(&text);
        Some(self.content(name, text, attributes, is_closed))
    }

    /// Takes a name, and returns it with the text that a closing tag repeats.
    fn name(&mut self) -> Option<(LooseName, String)> {
        let start = self.cursor.position();
        let found = tag_name(&mut self.cursor, &mut Diagnostics::default());
        let tokens = self.cursor.slice(start..self.cursor.position());
        let Some(found) = found else {
            // `cards::` was taken, although it is not a path yet.
            return (!tokens.is_empty()).then(|| (LooseName::Component(tokens), String::new()));
        };
        let text = found.text();
        Some(match found {
            TagName::Element(name) => (LooseName::Element(name), text),
            TagName::Component(_) => (LooseName::Component(tokens), text),
            TagName::Slot(name) => (LooseName::Slot(name), text),
        })
    }

    /// Takes everything up to the end of the tag, and returns whether it ends with `/>`. A tag without an end is
    /// followed by its children.
    fn attributes(&mut self) -> (Vec<LooseAttribute>, bool) {
        let mut attributes = Vec::new();
        loop {
            if self.cursor.take("/>") {
                return (attributes, true);
            }
            if self.cursor.take(">") || self.cursor.is_empty() || self.cursor.is("<") {
                return (attributes, false);
            }
            attributes.extend(self.attribute());
        }
    }

    fn attribute(&mut self) -> Option<LooseAttribute> {
        match self.cursor.peek(0)?.clone() {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                self.cursor.bump();
                let dots = if is_spread(&group) { "..".len() } else { 0 };
                let value = group.stream().into_iter().skip(dots).collect();
                Some(LooseAttribute::Spread(value))
            }
            TokenTree::Ident(word)
                if word == "let" && !self.cursor.is_at(self.cursor.position() + 1, "=") =>
            {
                self.cursor.bump();
                self.cursor.take(":");
                pattern_tokens(&mut self.cursor).map(LooseAttribute::Let)
            }
            _ => {
                let parts = name::parts(&mut self.cursor);
                if parts.is_empty() {
                    self.cursor.bump();
                    return None;
                }
                let value = self.cursor.take("=").then(|| self.value());
                Some(LooseAttribute::Named { parts, value })
            }
        }
    }

    /// Takes a value: its tokens, whether or not they are an expression.
    fn value(&mut self) -> TokenStream {
        let start = self.cursor.position();
        let ends = [">", "/>", "</"].iter().any(|end| self.cursor.is(end));
        if !ends && !self.cursor.is_empty() && !starts_attribute(&self.cursor, start) {
            // An error tells only where the value ends.
            let _ = value(&mut self.cursor);
        }
        self.cursor.slice(start..self.cursor.position())
    }

    /// Takes the children and the closing tag.
    fn content(
        &mut self,
        name: LooseName,
        text: String,
        attributes: Vec<LooseAttribute>,
        is_closed: bool,
    ) -> LooseTag {
        let (mut children, mut close) = (Vec::new(), None);
        if !is_closed {
            self.open.push(text);
            children = self.nodes();
            while self.cursor.is("</") {
                match self.close() {
                    LooseClose::Matched(name) => {
                        close = name;
                        break;
                    }
                    LooseClose::Outer => break,
                    LooseClose::Stray => children.extend(self.nodes()),
                }
            }
            self.open.pop();
        }
        LooseTag {
            name,
            attributes,
            children,
            close,
        }
    }

    /// Takes a closing tag, unless it belongs to a tag further out.
    fn close(&mut self) -> LooseClose {
        let start = self.cursor.position();
        self.cursor.take("</");
        let (name, text) = self.name().unzip();
        let text = text.unwrap_or_default();
        let is_innermost = self.open.last() == Some(&text);
        if !is_innermost && self.open.contains(&text) {
            self.cursor.go_to(start);
            return LooseClose::Outer;
        }
        self.cursor.take(">");
        if is_innermost {
            LooseClose::Matched(name)
        } else {
            LooseClose::Stray
        }
    }
}

/// The closing tag after the children of an open tag.
enum LooseClose {
    Matched(Option<LooseName>),
    /// A tag that closes an element further out. It was not taken.
    Outer,
    /// A tag that closes nothing. It was skipped.
    Stray,
}
