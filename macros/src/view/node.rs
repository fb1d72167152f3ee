//! Parses nodes, and recovers where they do not fit into each other.

use std::mem;

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::{Expr, ExprLit, Lit};
use watershed_markup::element;

use super::ast::{Element, Name, Slot, Text, View, ViewNode};
use super::cursor::{Cursor, is_braced};
use super::directive;
use super::source::SourceText;
use super::tag::{Tag, TagBody, TagEnding, TagName, rest_of_tag, tag_name};
use super::text::{self, is_quoted};
use super::value;
use crate::construct::component;
use crate::diagnostic::{Diagnostics, Problem, SourceRange};

/// The parser of one view.
pub struct Parser<'a> {
    cursor: Cursor,
    /// The names of the open tags, outermost first. The name of a fragment is empty.
    open: Vec<String>,
    /// The slots that were parsed so far in the innermost open tag.
    slots: Vec<Slot>,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> Parser<'a> {
    pub fn new(
        tokens: TokenStream,
        source: Option<SourceText>,
        diagnostics: &'a mut Diagnostics,
    ) -> Parser<'a> {
        Parser {
            cursor: Cursor::new(tokens, source),
            open: Vec::new(),
            slots: Vec::new(),
            diagnostics,
        }
    }

    /// Parses all tokens.
    pub fn view(mut self) -> View {
        let mut nodes = self.nodes(Vec::new());
        while !self.cursor.is_empty() {
            self.close();
            nodes = self.nodes(nodes);
        }
        component::refuse_slots(&self.slots, self.diagnostics);
        View { nodes }
    }

    /// Takes nodes up to the next closing tag.
    fn nodes(&mut self, mut nodes: Vec<ViewNode>) -> Vec<ViewNode> {
        while !self.cursor.is_empty() && !self.cursor.is("</") {
            nodes.extend(self.node(nodes.is_empty()));
        }
        nodes
    }

    fn node(&mut self, is_first: bool) -> Option<ViewNode> {
        match self.cursor.peek(0)?.clone() {
            TokenTree::Group(group) if is_braced(&group.clone().into()) => self.block(&group),
            token if is_quoted(&token) => {
                self.cursor.bump();
                self.expression(token)
            }
            _ if self.cursor.is("<") => self.markup(),
            _ => Some(ViewNode::Text(text::unquoted(
                &mut self.cursor,
                is_first,
                self.diagnostics,
            ))),
        }
    }

    /// Takes `{expr}`. `{}` and `{/* comment */}` produce nothing.
    fn block(&mut self, group: &Group) -> Option<ViewNode> {
        self.cursor.bump();
        if group.stream().is_empty() {
            return None;
        }
        self.expression(TokenTree::Group(group.clone()))
    }

    fn expression(&mut self, token: TokenTree) -> Option<ViewNode> {
        let tokens = TokenStream::from(token);
        match value::expression(tokens.clone()) {
            Ok(expr) => Some(text_or_expr(expr)),
            Err(error) => {
                value::refuse(error, tokens, self.diagnostics);
                None
            }
        }
    }

    /// Takes an element, component, fragment or declaration, which start with `<`.
    fn markup(&mut self) -> Option<ViewNode> {
        if self.cursor.is("<!") {
            return self.declaration();
        }
        let start = self.cursor.position();
        self.cursor.take("<");
        if self.cursor.take(">") {
            let place = self.cursor.place(start..start + 1);
            let content = self.children(Vec::new(), String::new(), place);
            component::refuse_slots(&content.slots, self.diagnostics);
            return Some(ViewNode::Fragment(content.nodes));
        }
        match tag_name(&mut self.cursor, self.diagnostics) {
            Some(name) => self.tag(name),
            None => self.stray_angle(start),
        }
    }

    fn stray_angle(&mut self, position: usize) -> Option<ViewNode> {
        let token = "<".to_owned();
        let place = self.cursor.place(position..position + 1);
        self.diagnostics
            .report(place, Problem::AngleInText { token });
        None
    }

    /// Takes `<!-- comment -->` or `<!DOCTYPE html>`.
    fn declaration(&mut self) -> Option<ViewNode> {
        let start = self.cursor.position();
        self.cursor.take("<!");
        if self.cursor.take("--") {
            self.comment(start);
            return None;
        }
        let words = self.until(">");
        let place = self.cursor.place(start..self.cursor.position());
        if words.to_string().eq_ignore_ascii_case("doctype html") {
            return Some(ViewNode::Doctype(place));
        }
        self.diagnostics
            .report(place, Problem::UnknownDeclaration {});
        None
    }

    fn comment(&mut self, start: usize) {
        self.until("-->");
        let is_closed = self
            .cursor
            .last()
            .is_some_and(|last| last.to_string() == ">");
        if !is_closed {
            let place = self.cursor.place(start..start + "<!--".len());
            self.diagnostics.report(place, Problem::UnclosedComment {});
        }
    }

    /// Takes the tokens up to and including `end`. Returns those before `end`.
    fn until(&mut self, end: &str) -> TokenStream {
        let mut taken = TokenStream::new();
        while !self.cursor.take(end) {
            let Some(token) = self.cursor.bump() else {
                break;
            };
            taken.extend([token]);
        }
        taken
    }

    fn tag(&mut self, name: TagName) -> Option<ViewNode> {
        let (attributes, ending) = rest_of_tag(&mut self.cursor, &name, self.diagnostics);
        let content = self.content(&name, ending);
        let tag = Tag {
            attributes,
            content,
        };
        match name {
            TagName::Element(name) => Some(ViewNode::Element(self.element(name, tag))),
            TagName::Component(path) => Some(component::parse(path, tag, self.diagnostics)),
            TagName::Slot(name) => {
                let slot = component::slot(name, tag, self.diagnostics);
                self.slots.push(slot);
                None
            }
        }
    }

    fn element(&mut self, name: Name, tag: Tag) -> Element {
        let TagBody { nodes, slots } = tag.content;
        component::refuse_slots(&slots, self.diagnostics);
        Element {
            attributes: directive::attributes(&name, tag.attributes, self.diagnostics),
            children: nodes,
            name,
        }
    }

    /// Takes everything after an opening tag, including the closing tag.
    fn content(&mut self, name: &TagName, ending: TagEnding) -> TagBody {
        let text = name.text();
        if ending == TagEnding::Closed || element::is_void(&text) {
            return TagBody::default();
        }
        let nodes = self.raw_text(&text);
        self.children(nodes, text, name.place())
    }

    /// Takes the unquoted content of `<style>` and the like, whose braces are not Rust.
    fn raw_text(&mut self, name: &str) -> Vec<ViewNode> {
        let is_unquoted = |token: &TokenTree| !is_quoted(token) && !is_braced(token);
        let is_raw = element::is_raw_text(name)
            && !self.cursor.is("<")
            && self.cursor.peek(0).is_some_and(is_unquoted);
        let text = is_raw.then(|| text::raw(&mut self.cursor, name)).flatten();
        text.into_iter().map(ViewNode::Text).collect()
    }

    /// Takes the rest of the children, and the tag that closes them.
    fn children(&mut self, mut nodes: Vec<ViewNode>, name: String, place: SourceRange) -> TagBody {
        let mut is_reported = false;
        let outer_slots = mem::take(&mut self.slots);
        self.open.push(name.clone());
        loop {
            nodes = self.nodes(nodes);
            match self.close() {
                Close::Matched => break,
                Close::Mismatched => is_reported = true,
                Close::Missing if is_reported => break,
                Close::Missing => {
                    self.diagnostics.report(place, Problem::Unclosed { name });
                    break;
                }
            }
        }
        self.open.pop();
        let slots = mem::replace(&mut self.slots, outer_slots);
        TagBody { nodes, slots }
    }

    /// Takes a closing tag, unless it belongs to an element further out: then the closing tag of the innermost element
    /// is missing.
    fn close(&mut self) -> Close {
        let start = self.cursor.position();
        if !self.cursor.take("</") {
            return Close::Missing;
        }
        let close = tag_name(&mut self.cursor, self.diagnostics);
        let name = close.as_ref().map(TagName::text).unwrap_or_default();
        let is_open = self.open.contains(&name);
        if is_open && self.open.last() != Some(&name) {
            self.cursor.go_to(start);
            return Close::Missing;
        }
        let place = self.cursor.place(start..self.cursor.position());
        self.end_of_close(&name, place);
        if is_open {
            return Close::Matched;
        }
        self.diagnostics.report(place, self.mismatch(name));
        Close::Mismatched
    }

    fn end_of_close(&mut self, name: &str, place: SourceRange) {
        if !self.cursor.take(">") {
            let name = format!("/{name}");
            self.diagnostics
                .report(place, Problem::UnfinishedTag { name });
        }
    }

    fn mismatch(&self, found: String) -> Problem {
        match self.open.last().cloned() {
            _ if element::is_void(&found) => Problem::VoidWithChildren { name: found },
            Some(open) => Problem::MismatchedClose { found, open },
            None => Problem::StrayClose { found },
        }
    }
}

/// The closing tag that follows the children of an open tag.
enum Close {
    Matched,
    /// A closing tag for no open tag, which was reported and skipped.
    Mismatched,
    /// None, or one for a tag further out.
    Missing,
}

fn text_or_expr(expr: Expr) -> ViewNode {
    match expr {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => ViewNode::Text(Text {
            value: text.value(),
            place: text.span().into(),
        }),
        expr => ViewNode::Expr(expr),
    }
}
