//! Templates: nodes become markup with holes, and parts.

use std::collections::HashSet;
use std::mem;

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, Macro, parse_quote};

use super::arrange::{Item, Syntax};
use super::markup::Markup;
use super::model::{Hole, Locator, Part, Role, Root, Template};
use super::names::Name;
use super::place::{self, ElementPlace, Reach, Spot};
use super::resolve::Resolver;
use super::table::{LocalId, TemplateId};
use crate::diagnostic::{Place, Problem};
use crate::html;
use crate::view::{self, Attribute, Element, Node};

impl Resolver<'_> {
    /// `view! { .. }` as an expression.
    pub(super) fn view(&mut self, call: &Macro) -> Expr {
        let parsed = view::parse(call.tokens.clone(), self.diagnostics);
        let span = call.path.span();
        let template = self.template(parsed.nodes, span);
        Name::Template(template).expr(span)
    }

    /// The template of `nodes`. Its number precedes those of the templates inside it.
    pub(super) fn template(&mut self, nodes: Vec<Node>, span: Span) -> TemplateId {
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
        let empty = Markup::default().finish(Root::Range, visible.clone(), span);
        let template = self.found.templates.push(empty);
        let outer = self.template.replace(template);
        self.found.templates[template] = write(self, visible);
        self.template = outer;
        template
    }

    fn write(&mut self, nodes: Vec<Node>, visible: HashSet<LocalId>, span: Span) -> Template {
        let items = self.arrange(nodes);
        self.lay_out(items, visible, span)
    }

    /// The template of a row that is made anew whenever something that `row` reads has changed.
    pub(super) fn row_template(&mut self, row: Expr, span: Span) -> TemplateId {
        let visible = self.visible().collect();
        let items = vec![Item::Structure(Syntax::Markup(row))];
        self.within_template(visible, span, |walk, visible| {
            walk.lay_out(items, visible, span)
        })
    }

    fn lay_out(&mut self, items: Vec<Item>, visible: HashSet<LocalId>, span: Span) -> Template {
        let root = self.root(&items);
        let mut markup = Markup::default();
        match (root, items) {
            (Root::Element, mut items) => {
                if let Some(Item::Element(element)) = items.pop() {
                    self.element(*element, Reach::start(), true, &mut markup);
                }
            }
            (_, items) => self.children(items, &Reach::start(), &mut markup),
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

    fn element(&mut self, mut element: Element, reach: Reach, is_root: bool, markup: &mut Markup) {
        let name = &element.name.text.clone();
        let mut place = ElementPlace::new(reach);
        markup.raw(&format!("<{name}"));
        if is_root {
            markup.hole(Hole::Mark);
        }
        self.key(&element, is_root);
        let given = self.attributes(&element, &mut place, markup);
        if html::is_void(name) {
            return markup.raw(">");
        }
        let items = self.arrange(mem::take(&mut element.children));
        if let (Some(text), "textarea") = (&given, &**name) {
            markup.raw(">");
            text.write(markup);
        } else if html::is_raw_text(name) {
            markup.raw(">");
            fixed(&items, markup);
        } else if html::holds_text(name) && items.iter().all(Item::is_plain) {
            self.raw_text(items, &mut place, markup);
        } else {
            markup.raw(">");
            given.iter().for_each(|value| value.write(markup));
            let is_inert = matches!(name.as_str(), "noscript" | "template");
            if is_inert {
                markup.hole(Hole::Inert);
            }
            self.children(items, &place.into_reach(), markup);
            if is_inert {
                markup.hole(Hole::InertEnd);
            }
        }
        markup.raw(&format!("</{name}>"));
    }

    /// The key of the root element is that of its row, if a `for` makes it; no other element has one.
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
        let place = Place::of(key);
        self.diagnostics.report(place, Problem::MisplacedKey {});
    }

    fn children(&mut self, items: Vec<Item>, parent: &Reach, markup: &mut Markup) {
        let spots = place::spots(&items, parent);
        for (item, spot) in items.into_iter().zip(spots) {
            match (item, spot) {
                (Item::Text(text), _) => markup.text(&text),
                (Item::Separator, _) => markup.raw("<!>"),
                (Item::Doctype, _) => markup.raw("<!DOCTYPE html>"),
                (Item::Element(element), Spot::Element(reach)) => {
                    self.element(*element, reach, false, markup);
                }
                (Item::Dynamic(expr), Spot::Text { at, lone, followed }) => {
                    self.text(expr, at, lone, markup);
                    if lone && followed {
                        markup.raw("<!>");
                    }
                }
                (Item::Structure(syntax), Spot::Structure(at)) => {
                    self.structure_part(syntax, at, markup);
                }
                _ => unreachable!("an item's spot is of the item's sort"),
            }
        }
    }

    fn text(&mut self, expr: Expr, at: Option<Locator>, lone: bool, markup: &mut Markup) {
        let site = self.site(Role::Text, expr);
        let at = at.unwrap_or_else(|| {
            let number = markup.next_anchor();
            markup.anchor_comment(number);
            place::anchor(number)
        });
        markup.hole(Hole::Text {
            at: at.clone(),
            lone,
            raw: false,
        });
        markup.part(Part::Binding { site, at });
    }

    fn structure_part(&mut self, syntax: Syntax, at: Option<Locator>, markup: &mut Markup) {
        let (at, mark) = match at {
            Some(at) => (at, None),
            None => {
                let number = markup.next_anchor();
                (place::anchor(number), Some(number))
            }
        };
        markup.hole(Hole::Structure { at: at.clone() });
        mark.into_iter()
            .for_each(|number| markup.anchor_comment(number));
        let structure = self.structure(syntax);
        markup.part(Part::Structure { structure, at });
    }

    /// The end of the start tag and the content of `title`, `textarea` and `option`, which hold nothing but text: it is
    /// static, or all of it is one dynamic text.
    fn raw_text(&mut self, items: Vec<Item>, place: &mut ElementPlace, markup: &mut Markup) {
        let is_dynamic = items.iter().any(|item| matches!(item, Item::Dynamic(_)));
        let at = is_dynamic.then(|| place.content(markup));
        markup.raw(">");
        match (at, items.as_slice()) {
            (None, [Item::Text(text)]) => markup.text(text),
            (None, _) => {}
            (Some(at), _) => {
                let site = self.site(Role::Text, joined(items));
                markup.hole(Hole::Text {
                    at: at.clone(),
                    lone: false,
                    raw: true,
                });
                markup.part(Part::Binding { site, at });
            }
        }
    }
}

/// What no browser decodes, and nothing can change.
fn fixed(items: &[Item], markup: &mut Markup) {
    for item in items {
        if let Item::Text(text) = item {
            markup.raw(text);
        }
    }
}

/// The one expression that several texts make together.
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
