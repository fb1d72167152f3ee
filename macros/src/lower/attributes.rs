//! Start tags: attributes, classes and styles, events, bindings of controls.

use proc_macro2::{Ident, Span};
use quote::quote;
use syn::{Expr, parse_quote};

use super::markup::Markup;
use super::model::{Hole, Listener, Locator, Part, Role, Target};
use super::place::ElementPlace;
use super::resolve::Resolver;
use super::table::SiteId;
use crate::diagnostic::Problem;
use crate::view::{
    Attribute, Bind, BindTarget, Element, Event, EventFlag, HeldKey, Key, Modifiers, Node,
};

/// A value that is still to be written.
pub struct PendingValue {
    site: SiteId,
    at: Locator,
    target: Target,
}

impl PendingValue {
    /// Writes the hole and the part.
    pub fn write(self, markup: &mut Markup) {
        markup.hole(Hole::Value {
            at: self.at.clone(),
            target: self.target,
        });
        markup.part(Part::Binding {
            site: self.site,
            at: self.at,
        });
    }
}

/// What `class` and its toggles, or `style` and its properties, come to.
#[derive(Default)]
struct Merged {
    fixed: Vec<String>,
    /// Computed as a whole.
    wholes: Vec<Expr>,
    values: Vec<(Target, Expr)>,
}

impl Merged {
    /// One expression for all of `class`: what is computed as a whole would overwrite single toggles.
    fn into_one(self) -> Expr {
        let wholes = self.wholes;
        let toggles = self
            .values
            .iter()
            .filter_map(|(target, value)| match target {
                Target::Class(name) => Some(quote!((#name, &(#value)))),
                _ => None,
            });
        parse_quote!(::watershed::rt::classes(&[#(&(#wholes)),*], &[#(#toggles),*]))
    }
}

impl Resolver<'_> {
    /// Writes all that stands in the start tag of `element`, and gives back its inner HTML.
    pub(super) fn attributes(
        &mut self,
        element: &Element,
        place: &mut ElementPlace,
        markup: &mut Markup,
    ) -> Option<PendingValue> {
        self.merged("class", " ", element, place, markup);
        self.merged("style", ";", element, place, markup);
        prevented(&element.attributes, markup);
        let mut inner_html = None;
        for attribute in &element.attributes {
            match attribute {
                Attribute::Static { name, value } if !is_merged(&name.text, element) => {
                    markup.attribute(&name.text, value);
                }
                Attribute::Flag { name } => markup.raw(&format!(" {}", name.text)),
                Attribute::Dynamic { name, value } if !is_merged(&name.text, element) => {
                    let target = Target::Attribute(name.text.clone());
                    self.value(target, value.clone(), place, markup);
                }
                Attribute::Prop { name, value } => {
                    let target = Target::Property(name.text.clone());
                    self.value(target, value.clone(), place, markup);
                }
                Attribute::Spread(expr) => self.spread(expr, place, markup),
                Attribute::On(event) => self.event(event, place, markup),
                Attribute::Bind(bind) => self.bind_control(bind, element, place, markup),
                Attribute::NodeRef(expr) => self.node_ref(expr, place, markup),
                Attribute::InnerHtml(expr) => {
                    // What is in it is none of the server's marks, whatever it looks like.
                    markup.raw(" _h");
                    inner_html = Some(self.pending(Target::Html, expr.clone(), place, markup));
                }
                Attribute::Static { .. }
                | Attribute::Dynamic { .. }
                | Attribute::Class { .. }
                | Attribute::Style { .. }
                | Attribute::Key(_) => {}
            }
        }
        self.chosen_option(element, place, markup);
        inner_html
    }

    /// An option of a bound `<select>` says whether it is the chosen one, so that the page is right before any script
    /// runs. Later on the select's own value does that.
    fn chosen_option(&mut self, element: &Element, place: &mut ElementPlace, markup: &mut Markup) {
        if element.name.text != "option" {
            return;
        }
        if let (Some(chosen), Some(own)) = (self.chosen.clone(), option_value(element)) {
            let is_chosen =
                parse_quote!(::watershed::rt::is_chosen(&#chosen.get_untracked(), &(#own)));
            self.value(
                Target::Property("selected".to_owned()),
                is_chosen,
                place,
                markup,
            );
        }
    }

    fn pending(
        &mut self,
        target: Target,
        value: Expr,
        place: &mut ElementPlace,
        markup: &mut Markup,
    ) -> PendingValue {
        let value = self.expr(value);
        let site = self.site(Role::Value(target.clone()), value);
        let at = place.element(markup);
        PendingValue { site, at, target }
    }

    fn value(
        &mut self,
        target: Target,
        value: Expr,
        place: &mut ElementPlace,
        markup: &mut Markup,
    ) {
        let value = self.pending(target, value, place, markup);
        value.write(markup);
    }

    /// `class="a" class:b=condition` is one attribute: static names first, then a hole for each toggle. Beside a computed
    /// `class` there are no holes: all of it is computed. A computed `style` cannot be had that way, because a value
    /// must not leave its property.
    fn merged(
        &mut self,
        name: &str,
        separator: &str,
        element: &Element,
        place: &mut ElementPlace,
        markup: &mut Markup,
    ) {
        if !is_merged(name, element) {
            return;
        }
        let merged = self.collect(name, element);
        if !merged.wholes.is_empty() {
            let target = Target::Attribute(name.to_owned());
            return self.value(target, merged.into_one(), place, markup);
        }
        let Merged { fixed, values, .. } = merged;
        let values: Vec<_> = values
            .into_iter()
            .map(|(target, value)| self.pending(target, value, place, markup))
            .collect();
        markup.raw(&format!(" {name}=\""));
        markup.attribute_text(&fixed.join(separator));
        values.into_iter().for_each(|value| value.write(markup));
        markup.raw("\"");
    }

    fn collect(&mut self, merged: &str, element: &Element) -> Merged {
        let mut found = Merged::default();
        for attribute in &element.attributes {
            match attribute {
                Attribute::Static { name, value } if name.text == merged => {
                    found.fixed.push(value.clone());
                }
                Attribute::Dynamic { name, value } if name.text == merged && merged == "class" => {
                    found.wholes.push(value.clone());
                }
                Attribute::Dynamic { name, .. } if name.text == merged => {
                    let attribute = merged.to_owned();
                    self.diagnostics
                        .report(name.place, Problem::OverwrittenToggles { attribute });
                }
                Attribute::Class { name, condition } if merged == "class" => {
                    found
                        .values
                        .push((Target::Class(name.text.clone()), condition.clone()));
                }
                Attribute::Style { property, value } if merged == "style" => {
                    found
                        .values
                        .push((Target::Style(property.text.clone()), value.clone()));
                }
                _ => {}
            }
        }
        found
    }

    fn spread(&mut self, expr: &Expr, place: &mut ElementPlace, markup: &mut Markup) {
        let expr = self.expr(expr.clone());
        let site = self.site(Role::Spread, expr);
        let at = place.element(markup);
        markup.hole(Hole::Spread { at: at.clone() });
        markup.part(Part::Binding { site, at });
    }

    fn event(&mut self, event: &Event, place: &mut ElementPlace, markup: &mut Markup) {
        let handler = self.expr(event.handler.clone());
        let listener = Listener {
            event: event.name.text.clone(),
            event_span: event.name.place.start,
            modifiers: event.modifiers.clone(),
        };
        self.listen(listener, handler, place, markup);
    }

    fn listen(
        &mut self,
        listener: Listener,
        handler: Expr,
        place: &mut ElementPlace,
        markup: &mut Markup,
    ) {
        let site = self.site(Role::Listener(listener), handler);
        let at = place.element(markup);
        markup.part(Part::Listener { site, at });
    }

    fn node_ref(&mut self, expr: &Expr, place: &mut ElementPlace, markup: &mut Markup) {
        let expr = self.expr(expr.clone());
        let site = self.site(Role::Reference, expr);
        let at = place.element(markup);
        markup.part(Part::Reference { site, at });
    }

    /// `bind:value=signal` is a property and an event.
    fn bind_control(
        &mut self,
        bind: &Bind,
        element: &Element,
        place: &mut ElementPlace,
        markup: &mut Markup,
    ) {
        let (read, write) = halves(&bind.signal);
        let (property, event): (&str, &str) = match bind.target {
            BindTarget::Value if element.name.text == "select" => ("value", "change"),
            BindTarget::Value => ("value", "input"),
            BindTarget::Checked | BindTarget::Group => ("checked", "change"),
        };
        let shown: Expr = match (bind.target, own_value(element)) {
            (BindTarget::Group, Some(own)) => parse_quote!(#read.get() == #own),
            _ => parse_quote!(#read.get()),
        };
        self.value(Target::Property(property.to_owned()), shown, place, markup);
        let listener = Listener {
            event: event.to_owned(),
            event_span: bind.place.start,
            modifiers: Modifiers::default(),
        };
        let write = self.expr(write);
        let given = Ident::new("__event", Span::mixed_site());
        let stored: Expr = match (bind.target, own_value(element)) {
            (BindTarget::Checked, _) => parse_quote!(#given.checked()),
            (BindTarget::Group, Some(own)) => {
                let own = self.expr(own);
                parse_quote!(::core::convert::Into::into(#own))
            }
            (BindTarget::Value | BindTarget::Group, _) => parse_quote!(#given.value()),
        };
        let handler = match bind.target {
            BindTarget::Value => parse_quote!(move |#given| {
                // What is no value (yet) of the signal's type leaves it as it is.
                if let ::core::option::Option::Some(#given) = ::watershed::rt::entered(#stored) {
                    #write.set(#given)
                }
            }),
            _ => parse_quote!(move |#given| #write.set(#stored)),
        };
        self.listen(listener, handler, place, markup);
    }
}

/// Whether `class` or `style` has toggles beside it.
fn is_merged(name: &str, element: &Element) -> bool {
    element.attributes.iter().any(|attribute| match attribute {
        Attribute::Class { .. } => name == "class",
        Attribute::Style { .. } => name == "style",
        _ => false,
    })
}

/// `_p="submit,0,0,0"`: what the bootstrap prevents before the wasm is there (see `guard` in the framework's `part.rs`).
fn prevented(attributes: &[Attribute], markup: &mut Markup) {
    let guards = attributes.iter().filter_map(|attribute| match attribute {
        Attribute::On(event) if event.modifiers.has(EventFlag::Prevent) => Some(guard(event)),
        _ => None,
    });
    let guards: Vec<String> = guards.collect();
    if !guards.is_empty() {
        markup.attribute("_p", &guards.join(";"));
    }
}

fn guard(event: &Event) -> String {
    let modifiers = &event.modifiers;
    let has = |flag| modifiers.has(flag);
    let place = match () {
        () if has(EventFlag::Own) => 1,
        () if has(EventFlag::Window) || has(EventFlag::Document) => 2,
        () if has(EventFlag::Outside) => 3,
        () => 0,
    };
    let wanted: u8 = modifiers
        .keys
        .iter()
        .map(|key| match key {
            Key::Held(HeldKey::Ctrl) => 1,
            Key::Held(HeldKey::Shift) => 2,
            Key::Held(HeldKey::Alt) => 4,
            Key::Held(HeldKey::Meta) => 8,
            Key::Pressed(_) => 0,
        })
        .sum();
    let mask = if has(EventFlag::Exact) { 15 } else { wanted };
    let pressed = modifiers.keys.iter().filter_map(|key| match key {
        Key::Pressed(key) => Some(format!(",{}", key.to_lowercase())),
        Key::Held(_) => None,
    });
    let pressed: String = pressed.collect();
    format!("{},{place},{mask},{wanted}{pressed}", event.name.text)
}

/// `bind:value=signal`, or `bind:value=(read, write)`.
fn halves(signal: &Expr) -> (Expr, Expr) {
    match signal {
        Expr::Tuple(pair) if pair.elems.len() == 2 => {
            (pair.elems[0].clone(), pair.elems[1].clone())
        }
        other => (other.clone(), other.clone()),
    }
}

/// What `bind:value` reads.
pub fn bound_value(element: &Element) -> Option<Expr> {
    let binds = element.attributes.iter();
    let mut values = binds.filter_map(|attribute| match attribute {
        Attribute::Bind(bind) if matches!(bind.target, BindTarget::Value) => Some(&bind.signal),
        _ => None,
    });
    values.next().map(|signal| halves(signal).0)
}

/// The value that an option stands for: without `value=`, its text.
fn option_value(element: &Element) -> Option<Expr> {
    own_value(element).or_else(|| match element.children.as_slice() {
        [Node::Text(text)] => {
            let text = text.value.trim();
            Some(parse_quote!(#text))
        }
        [Node::Expr(expr)] => Some(expr.clone()),
        _ => None,
    })
}

/// The value that a radio button or checkbox of a group stands for.
fn own_value(element: &Element) -> Option<Expr> {
    element
        .attributes
        .iter()
        .find_map(|attribute| match attribute {
            Attribute::Static { name, value } if name.text == "value" => Some(parse_quote!(#value)),
            Attribute::Dynamic { name, value } if name.text == "value" => Some(value.clone()),
            _ => None,
        })
}
