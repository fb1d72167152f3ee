//! Lowers the nodes of a `view!` to templates: markup with holes, and parts.

use std::collections::HashSet;
use std::mem;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, Macro, parse_quote};

use super::arrange::{Item, Syntax};
use super::markup::TemplateWriter;
use super::model::{Escape, Hole, Locator, Part, Role, Root, Template};
use super::names::{Symbol, templates_in};
use super::place::{self, ElementPath, ElementPlace, Spot};
use super::resolve::Resolver;
use super::table::{LocalId, TemplateId};
use crate::construct::head;
use crate::diagnostic::{Problem, SourceRange};
use crate::html::{self, ContentModel, OpenElement};
use crate::view::{self, Attribute, Element, ViewNode};

impl Resolver<'_> {
    /// Lowers a `view!` and returns the expression that takes its place.
    pub(super) fn view(&mut self, call: &Macro) -> Expr {
        let parsed = view::parse(call, self.diagnostics);
        html::validate(&parsed, self.open.last(), self.diagnostics);
        let span = call.path.span();
        let template = self.template(parsed.nodes, span);
        self.found
            .ends
            .insert(template, call.delimiter.span().close());
        Symbol::Template(template).expr(span)
    }

    /// Lowers `nodes` to a template. Its number precedes those of the templates inside it.
    pub(crate) fn template(&mut self, nodes: Vec<ViewNode>, span: Span) -> TemplateId {
        let visible = self.visible().collect();
        self.within_template(visible, span, |walk, visible| {
            walk.write(nodes, visible, span)
        })
    }

    fn within_template(
        &mut self,
        visible: HashSet<LocalId>,
        span: Span,
        write: impl FnOnce(&mut Self, HashSet<LocalId>) -> Template,
    ) -> TemplateId {
        let empty = TemplateWriter::default().finish(Root::Range, visible.clone(), span);
        let template = self.found.templates.push(empty);
        let outer = self.template.replace(template);
        let outside = mem::replace(&mut self.outside, self.open.len());
        self.found.templates[template] = write(self, visible);
        self.template = outer;
        self.outside = outside;
        template
    }

    fn write(&mut self, nodes: Vec<ViewNode>, visible: HashSet<LocalId>, span: Span) -> Template {
        let items = self.arrange(nodes);
        self.refuse_shadows(&items);
        self.lay_out(items, visible, span)
    }

    /// Reports shadow roots at the root of a template: what is around them may count its children.
    fn refuse_shadows(&mut self, items: &[Item]) {
        for item in items {
            if let Item::Element(element) = item
                && item.is_shadow()
            {
                let reason = "`<template>` is not written in its element here".to_owned();
                self.diagnostics
                    .report(element.name.place, Problem::LooseShadow { reason });
            }
        }
    }

    /// Lowers a row that is rebuilt whenever something that `row` reads has changed.
    pub(crate) fn row_template(&mut self, row: Expr, span: Span) -> TemplateId {
        let visible = self.visible().collect();
        let items = vec![Item::Structure(Syntax::Markup(row))];
        self.within_template(visible, span, |walk, visible| {
            walk.lay_out(items, visible, span)
        })
    }

    /// Lowers the markup that `make` returns to a template, with everything that `make` lowers for it.
    pub(crate) fn made_template(
        &mut self,
        span: Span,
        make: impl FnOnce(&mut Self) -> Expr,
    ) -> TemplateId {
        let visible = self.visible().collect();
        self.within_template(visible, span, |walk, visible| {
            let made = make(walk);
            let items = vec![Item::Structure(Syntax::Fixed(made))];
            walk.lay_out(items, visible, span)
        })
    }

    fn lay_out(&mut self, mut items: Vec<Item>, visible: HashSet<LocalId>, span: Span) -> Template {
        let mut markup = TemplateWriter::default();
        self.heads(&mut items, &mut markup);
        let root = self.root(&items);
        match (root, items) {
            (Root::Element, mut items) => {
                if let Some(Item::Element(element)) = items.pop() {
                    self.element(*element, ElementPath::start(), true, &mut markup);
                }
            }
            (_, items) => self.children(items, &ElementPath::start(), &mut markup),
        }
        markup.finish(root, visible, span)
    }

    fn root(&self, items: &[Item]) -> Root {
        match items {
            [Item::Element(_)] => Root::Element,
            [Item::Structure(Syntax::Component(_))] => Root::Transparent,
            [Item::Structure(Syntax::Fixed(expr))] if self.is_children(expr) => Root::Transparent,
            _ => Root::Range,
        }
    }

    fn element(
        &mut self,
        mut element: Element,
        reach: ElementPath,
        is_root: bool,
        markup: &mut TemplateWriter,
    ) {
        let name = &element.name.text.clone();
        let open = OpenElement::new(self.open.last(), &element);
        let content = html::content(open.namespace, name);
        let mut place = ElementPlace::new(reach);
        markup.start(name, element.name.place.start);
        if is_root {
            markup.hole(Hole::Mark);
        }
        self.key(&element, is_root);
        let text = self.text_in_attribute(&mut element, content);
        let given = self.attributes(&element, &mut place, markup);
        if content == ContentModel::Void {
            return markup.raw(">");
        }
        self.open.push(open);
        if name == "html" {
            add_head(&mut element);
        }
        let items = match text {
            Some(text) => vec![text],
            None => self.arrange(mem::take(&mut element.children)),
        };
        let is_option = name == "option" && items.iter().all(Item::is_plain);
        match content {
            _ if name == "textarea" && given.is_some() => {
                markup.raw(">");
                given.iter().for_each(|text| text.write(markup));
            }
            ContentModel::RawText => {
                let escape = if html::is_data(&element) {
                    Escape::Json
                } else {
                    Escape::Css
                };
                self.raw_text(items, escape, &mut place, markup);
            }
            ContentModel::EscapableText if self.refuse_markup(&element, &items) => markup.raw(">"),
            ContentModel::EscapableText => self.raw_text(items, Escape::Text, &mut place, markup),
            _ if is_option => self.raw_text(items, Escape::Text, &mut place, markup),
            _ => {
                markup.raw(">");
                keep_line_feed(name, &items, given.is_some(), markup);
                given.iter().for_each(|value| value.write(markup));
                let is_inert = matches!(name.as_str(), "noscript" | "template");
                if is_inert {
                    markup.hole(Hole::Inert);
                }
                self.children(items, &place.into_path(), markup);
                if is_inert {
                    markup.hole(Hole::InertEnd);
                }
            }
        }
        self.open.pop();
        if is_document(name) {
            markup.hole(Hole::Scripts);
        }
        if is_root && name == "html" {
            markup.document();
        }
        markup.raw(&format!("</{name}>"));
    }

    /// Returns the elements that are open in the template, outermost first.
    pub(super) fn inside(&self) -> Vec<String> {
        let open = self.open.get(self.outside..).unwrap_or_default();
        open.iter().map(OpenElement::tag).collect()
    }

    /// Turns `<style inner_html={css}/>` into `<style>{css}</style>`: its content can only be text.
    fn text_in_attribute(&mut self, element: &mut Element, content: ContentModel) -> Option<Item> {
        if content != ContentModel::RawText {
            return None;
        }
        let is_text = |attribute: &mut Attribute| matches!(attribute, Attribute::InnerHtml(_));
        let taken = element.attributes.extract_if(.., is_text).last()?;
        match taken {
            Attribute::InnerHtml(expr) => Some(Item::Dynamic(self.expr(expr))),
            _ => None,
        }
    }

    /// Reports markup in an element whose content a browser reads as text. Views and elements were reported where they
    /// are written.
    fn refuse_markup(&mut self, element: &Element, items: &[Item]) -> bool {
        for item in items {
            if let Item::Structure(Syntax::Markup(expr) | Syntax::Fixed(expr)) = item
                && templates_in(expr).is_empty()
            {
                let name = element.name.text.clone();
                self.diagnostics
                    .report(SourceRange::of(expr), Problem::OnlyText { name });
            }
        }
        !items.iter().all(Item::is_plain)
    }

    /// Records the key of a root element, which a `for` around the `view!` takes. A key on any other element is
    /// reported.
    fn key(&mut self, element: &Element, is_root: bool) {
        let keys = element
            .attributes
            .iter()
            .filter_map(|attribute| match attribute {
                Attribute::Key(key) => Some(key),
                _ => None,
            });
        for key in keys {
            match self.template.filter(|_| is_root) {
                Some(template) => {
                    let key = self.expr(key.clone());
                    self.found.keys.insert(template, key);
                }
                None => self.misplaced_key(key),
            }
        }
    }

    pub(super) fn misplaced_key(&mut self, key: &Expr) {
        let place = SourceRange::of(key);
        self.diagnostics.report(place, Problem::MisplacedKey {});
    }

    /// Takes the `<Head>`s off the front of `items`, and writes them.
    fn heads(&mut self, items: &mut Vec<Item>, markup: &mut TemplateWriter) {
        let count = items.iter().take_while(|item| item.is_in_head()).count();
        for item in items.drain(..count) {
            if let Item::Structure(syntax) = item {
                markup.hole(Hole::Head);
                let structure = self.structure(syntax);
                let at = Locator(Vec::new());
                markup.part(Part::Structure { structure, at });
            }
        }
    }

    fn children(
        &mut self,
        mut items: Vec<Item>,
        parent: &ElementPath,
        markup: &mut TemplateWriter,
    ) {
        self.heads(&mut items, markup);
        let spots = place::spots(&items, parent);
        for (item, spot) in items.into_iter().zip(spots) {
            match (item, spot) {
                (Item::Text(text), _) => markup.text(&text),
                (Item::Separator, _) => markup.raw("<!>"),
                (Item::Element(element), Spot::Element(reach)) => {
                    self.element(*element, reach, false, markup);
                }
                (Item::Dynamic(expr), Spot::Text { at, lone, followed }) => {
                    self.refuse_text(&expr);
                    self.text(expr, at, lone, markup);
                    if lone && followed {
                        markup.raw("<!>");
                    }
                }
                (Item::Structure(syntax), Spot::Structure(at)) => {
                    self.structure_part(syntax, at, markup);
                }
                _ => unreachable!("a spot has the kind of its item"),
            }
        }
    }

    /// Reports text that a browser would move out of a table. Static text was reported before.
    fn refuse_text(&mut self, expr: &Expr) {
        if let Some(parent) = self.open.last().filter(|open| html::refuses_text(open)) {
            let parent = parent.name.clone();
            self.diagnostics
                .report(SourceRange::of(expr), Problem::MisplacedText { parent });
        }
    }

    fn text(&mut self, expr: Expr, at: Option<Locator>, lone: bool, markup: &mut TemplateWriter) {
        let site = self.site(Role::Text, expr);
        let at = at.unwrap_or_else(|| {
            let number = markup.next_anchor();
            markup.anchor_comment(number);
            place::anchor(number)
        });
        markup.hole(Hole::Text {
            at: at.clone(),
            lone,
            escape: Escape::Text,
        });
        markup.part(Part::Binding { site, at });
    }

    fn structure_part(&mut self, syntax: Syntax, at: Option<Locator>, markup: &mut TemplateWriter) {
        let (at, mark) = match at {
            Some(at) => (at, None),
            None => {
                let number = markup.next_anchor();
                (place::anchor(number), Some(number))
            }
        };
        markup.hole(Hole::Structure {
            at: at.clone(),
            inside: self.inside(),
        });
        mark.into_iter()
            .for_each(|number| markup.anchor_comment(number));
        let structure = self.structure(syntax);
        markup.part(Part::Structure { structure, at });
    }

    /// Writes the end of the start tag and the content of `title`, `textarea`, `option` and the like, which hold
    /// nothing but text: either static text, or one dynamic text.
    fn raw_text(
        &mut self,
        items: Vec<Item>,
        escape: Escape,
        place: &mut ElementPlace,
        markup: &mut TemplateWriter,
    ) {
        let name = self.open.last().map_or("", |open| &open.name).to_owned();
        let is_dynamic = items.iter().any(|item| matches!(item, Item::Dynamic(_)));
        let at = is_dynamic.then(|| place.content(markup));
        markup.raw(">");
        keep_line_feed(&name, &items, false, markup);
        match (at, items.as_slice()) {
            // Browsers do not decode character references here.
            (None, [Item::Text(text)]) if escape != Escape::Text => {
                markup.raw(&text.replace("\r\n", "\n"));
            }
            (None, [Item::Text(text)]) => markup.text(text),
            (None, _) => {}
            (Some(at), _) => {
                let site = self.site(Role::Text, joined(items));
                markup.hole(Hole::Text {
                    at: at.clone(),
                    lone: false,
                    escape,
                });
                markup.part(Part::Binding { site, at });
            }
        }
    }
}

/// Adds the `<head>` that a browser would add, with the place for what the components of the page add to it. The document's
/// own title is one among theirs.
fn add_head(html: &mut Element) {
    let first = html.children.iter().find_map(|child| match child {
        ViewNode::Element(element) => Some(element),
        _ => None,
    });
    if let Some(body) = first.filter(|first| first.name.text == "body") {
        let name = view::Name {
            text: "head".to_owned(),
            place: body.name.place,
        };
        let head = Element {
            name,
            attributes: Vec::new(),
            children: Vec::new(),
        };
        html.children.insert(0, ViewNode::Element(head));
    }
    let head = html.children.iter_mut().find_map(|child| match child {
        ViewNode::Element(element) if element.name.text == "head" => Some(element),
        _ => None,
    });
    if let Some(head) = head {
        let is_title = |node: &mut ViewNode| match node {
            ViewNode::Element(element) => element.name.text == "title",
            _ => false,
        };
        let titles: Vec<_> = head.children.extract_if(.., is_title).collect();
        let span = head.name.place.start;
        if !titles.is_empty() {
            head.children.push(head::head(span, titles));
        }
        head.children.push(head::place(span));
    }
}

/// Returns whether this is `<body>` or `<html>`, whose end is the end of the document.
fn is_document(name: &str) -> bool {
    matches!(name, "html" | "body")
}

/// Writes a second line feed if the content may begin with one: parsers drop a line feed right after some start tags.
fn keep_line_feed(name: &str, items: &[Item], has_inner_html: bool, markup: &mut TemplateWriter) {
    let may_begin_with_one = match items.first() {
        Some(Item::Text(text)) => text.starts_with('\n'),
        Some(Item::Element(_)) => false,
        Some(_) => true,
        None => has_inner_html,
    };
    if may_begin_with_one && ["pre", "textarea", "listing"].contains(&name) {
        markup.raw("\n");
    }
}

/// Joins several texts into one expression.
fn joined(items: Vec<Item>) -> Expr {
    let piece = |item| match item {
        Item::Text(text) => Some(parse_quote!(#text)),
        Item::Dynamic(expr) => Some(expr),
        _ => None,
    };
    let mut pieces: Vec<Expr> = items.into_iter().filter_map(piece).collect();
    match (pieces.len(), pieces.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            pieces.extend(last);
            parse_quote!(::watershed::rt::joined(&[#(&(#pieces)),*]))
        }
    }
}
