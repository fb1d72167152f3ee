//! Start tags: attributes, classes and styles, events.

use quote::quote;
use syn::{Expr, parse_quote};

use super::arrange::optional;
use super::controls::is_state;
use super::markup::TemplateWriter;
use super::model::{Asset, Hole, Listener, Locator, Part, Role, Target};
use super::place::ElementPlace;
use super::resolve::Resolver;
use super::spread::Spread;
use super::table::SiteId;
use crate::asset;
use crate::diagnostic::Problem;
use crate::view::{Attribute, Element, Event, EventFlag, HeldKey, Key};

/// A value whose hole is not written yet.
pub struct PendingValue {
    site: SiteId,
    at: Locator,
    target: Target,
    /// The elements around inner HTML, outermost first.
    inside: Vec<String>,
}

impl PendingValue {
    /// Writes the hole and the part.
    pub fn write(&self, markup: &mut TemplateWriter) {
        let at = self.at.clone();
        markup.hole(match self.target.clone() {
            Target::Html => Hole::Html {
                at,
                inside: self.inside.clone(),
            },
            target => Hole::Value { at, target },
        });
        markup.part(Part::Binding {
            site: self.site,
            at: self.at.clone(),
        });
    }
}

/// The parts of a `class` with its toggles, or of a `style` with its properties.
#[derive(Default)]
struct Merged {
    fixed: Vec<String>,
    /// Expressions for the whole attribute.
    wholes: Vec<Expr>,
    values: Vec<(Target, Expr)>,
}

impl Merged {
    /// Combines everything into one expression for `class`: an expression for the whole attribute would overwrite
    /// toggles that are separate bindings.
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
    /// Writes the attributes in the start tag of `element`. Returns the content of the element, if an attribute sets
    /// it.
    pub(super) fn attributes(
        &mut self,
        element: &Element,
        place: &mut ElementPlace,
        markup: &mut TemplateWriter,
    ) -> Option<PendingValue> {
        let spread = Spread::of(element);
        if spread
            .as_ref()
            .is_none_or(|spread| !spread.may_add_classes())
        {
            self.merged("class", " ", element, place, markup);
        }
        if let Some(spread) = &spread {
            self.spread(spread, element, place, markup);
        }
        self.merged("style", ";", element, place, markup);
        prevented(&element.attributes, markup);
        let is_written = |name: &str, index| {
            !is_merged(name, element)
                && spread
                    .as_ref()
                    .is_none_or(|spread| spread.leaves(name, index))
        };
        self.bound_listeners(element, place, markup);
        let mut inner_html = None;
        for (index, attribute) in element.attributes.iter().enumerate() {
            match attribute {
                state if is_state(element, state) => {}
                Attribute::Static { name, value } if is_written(&name.text, index) => {
                    markup.attribute(&name.text, value);
                }
                Attribute::Flag { name } if is_written(&name.text, index) => {
                    markup.raw(&format!(" {}", name.text));
                }
                Attribute::Dynamic { name, value } if is_written(&name.text, index) => {
                    let call = value.clone();
                    match (target(&name.text, element), asset::address(value)) {
                        (Target::Attribute(name), Some(address)) => {
                            markup.asset(&name, Asset { call, address });
                        }
                        (target, _) => self.value(target, call, place, markup),
                    }
                }
                Attribute::Prop { name, value } => {
                    let target = Target::Property(name.text.clone());
                    self.value(target, value.clone(), place, markup);
                }
                Attribute::On(event) => self.event(event, element, place, markup),
                Attribute::NodeRef(expr) => self.node_ref(expr, place, markup),
                Attribute::InnerHtml(expr) => {
                    // Marks an element whose content is foreign HTML: nothing in there is a mark of the server.
                    markup.raw(" _h");
                    let mut html = self.pending(Target::Html, expr.clone(), place, markup);
                    html.inside = self.inside();
                    html.inside.push(element.name.text.clone());
                    inner_html = Some(html);
                }
                Attribute::Static { .. }
                | Attribute::Flag { .. }
                | Attribute::Dynamic { .. }
                | Attribute::Class { .. }
                | Attribute::Style { .. }
                | Attribute::Spread(_)
                | Attribute::Bind(_)
                | Attribute::Key(_) => {}
            }
        }
        let content = self.bound_states(element, place, markup);
        content.or(inner_html)
    }

    pub(super) fn pending(
        &mut self,
        target: Target,
        value: Expr,
        place: &mut ElementPlace,
        markup: &mut TemplateWriter,
    ) -> PendingValue {
        let value = optional(self.expr(value));
        let site = self.site(Role::Value(target.clone()), value);
        let at = place.element(markup);
        PendingValue {
            site,
            at,
            target,
            inside: Vec::new(),
        }
    }

    fn value(
        &mut self,
        target: Target,
        value: Expr,
        place: &mut ElementPlace,
        markup: &mut TemplateWriter,
    ) {
        let value = self.pending(target, value, place, markup);
        value.write(markup);
    }

    /// Writes `class`, its toggles, `style` and its properties. `class="a" class:b=condition` is one attribute: static
    /// names first, then a hole for each toggle. Beside a computed `class` all of it is one computed value. A computed
    /// `style` is not merged in this way, because a value must not leave its property.
    fn merged(
        &mut self,
        name: &str,
        separator: &str,
        element: &Element,
        place: &mut ElementPlace,
        markup: &mut TemplateWriter,
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

    /// Writes the hole of a spread. If it may add classes, it follows `class="fixed` with its toggles, and closes that
    /// attribute.
    fn spread(
        &mut self,
        spread: &Spread,
        element: &Element,
        place: &mut ElementPlace,
        markup: &mut TemplateWriter,
    ) {
        let classes = spread.may_add_classes();
        let Merged { fixed, values, .. } = match classes {
            true => self.collect("class", element),
            false => Merged::default(),
        };
        let values: Vec<_> = values
            .into_iter()
            .map(|(target, value)| self.pending(target, value, place, markup))
            .collect();
        let expr = self.expr(spread.expr(element));
        let site = self.site(Role::Spread, expr);
        let at = place.element(markup);
        if classes {
            markup.raw(" class=\"");
            markup.attribute_text(&fixed.join(" "));
            values.into_iter().for_each(|value| value.write(markup));
        }
        markup.hole(Hole::Spread {
            at: at.clone(),
            classes,
        });
        markup.part(Part::Binding { site, at });
    }

    fn event(
        &mut self,
        event: &Event,
        element: &Element,
        place: &mut ElementPlace,
        markup: &mut TemplateWriter,
    ) {
        let handler = self.expr(event.handler.clone());
        let listener = self.listener(event, element);
        self.listen(listener, handler, place, markup);
    }

    pub(super) fn listen(
        &mut self,
        listener: Listener,
        handler: Expr,
        place: &mut ElementPlace,
        markup: &mut TemplateWriter,
    ) {
        let site = self.site(Role::Listener(listener), handler);
        let at = place.element(markup);
        markup.part(Part::Listener { site, at });
    }

    fn node_ref(&mut self, expr: &Expr, place: &mut ElementPlace, markup: &mut TemplateWriter) {
        let expr = self.expr(expr.clone());
        let site = self.site(Role::Reference, expr);
        let at = place.element(markup);
        markup.part(Part::Reference { site, at });
    }
}

/// Returns the target that a computed attribute sets. Some attributes only have an effect while a page is parsed, which
/// content that comes later is not: `xlink:href` would have no namespace, `muted` would come too late. These are
/// properties, or another attribute.
fn target(name: &str, element: &Element) -> Target {
    match (name, element.name.text.as_str()) {
        ("muted", "video" | "audio") => Target::Property(name.to_owned()),
        ("xlink:href", _) => Target::Attribute("href".to_owned()),
        _ => Target::Attribute(name.to_owned()),
    }
}

/// Returns whether the attribute is a `class` or `style` with toggles or properties beside it.
fn is_merged(name: &str, element: &Element) -> bool {
    element.attributes.iter().any(|attribute| match attribute {
        Attribute::Class { .. } => name == "class",
        Attribute::Style { .. } => name == "style",
        _ => false,
    })
}

/// Writes `_p="submit,0,"`: the events whose default action the bootstrap prevents before the wasm has loaded (see
/// `guard` in the framework's `part.rs`).
fn prevented(attributes: &[Attribute], markup: &mut TemplateWriter) {
    let guards = attributes.iter().filter_map(|attribute| match attribute {
        Attribute::On(event) if event.modifiers.has(EventFlag::Prevent) => guard(event),
        _ => None,
    });
    let guards: Vec<String> = guards.collect();
    if !guards.is_empty() {
        markup.attribute("_p", &guards.join(";"));
    }
}

/// Returns the entry of an event in `_p`: `keydown,0,s,+ctrlKey`. The default of an event outside of the element is
/// only prevented once the wasm has loaded.
fn guard(event: &Event) -> Option<String> {
    let keys = &event.modifiers.keys;
    let has = |flag| event.modifiers.has(flag);
    let place = match () {
        () if has(EventFlag::Outside) => return None,
        () if has(EventFlag::Own) => 1,
        () if has(EventFlag::Window) || has(EventFlag::Document) => 2,
        () => 0,
    };
    let pressed = keys.iter().filter_map(|key| match key {
        Key::Pressed(key) => Some(key.to_lowercase()),
        Key::Held(_) => None,
    });
    let mut parts = vec![
        event.name.text.clone(),
        place.to_string(),
        pressed.collect::<Vec<_>>().join("|"),
    ];
    const HELD: [(HeldKey, &str); 4] = [
        (HeldKey::Ctrl, "ctrlKey"),
        (HeldKey::Shift, "shiftKey"),
        (HeldKey::Alt, "altKey"),
        (HeldKey::Meta, "metaKey"),
    ];
    for (key, name) in HELD {
        match keys.contains(&Key::Held(key)) {
            true => parts.push(format!("+{name}")),
            false if has(EventFlag::Exact) => parts.push(format!("-{name}")),
            false => {}
        }
    }
    Some(parts.join(","))
}
