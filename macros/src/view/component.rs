//! Components, their slots, and the two that the compiler knows: `<Show>` and `<For>`.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::{Expr, Pat, Path, parse_quote_spanned};

use super::ast::{Component, For, Hiding, Name, Node, Prop, Show, Slot};
use super::name::{Part, refuse_arguments, refuse_unnamed};
use super::tag::{Content, NamedAttribute, RawAttribute, RawValue, Tag};
use crate::diagnostic::{Diagnostics, Place, Problem};

/// Builds what a tag with a capital letter means.
pub fn component(path: Path, tag: Tag, diagnostics: &mut Diagnostics) -> Node {
    let props = Props::of(tag.attributes, diagnostics);
    let name = path.get_ident().cloned();
    match name {
        Some(name) if name == "Show" => show(&name, props, tag.content, diagnostics),
        Some(name) if name == "For" => list(&name, props, tag.content, diagnostics),
        _ => Node::Component(Component {
            path,
            props: props.named,
            item: props.item.map(|(_, pattern)| pattern),
            children: tag.content.nodes,
            slots: tag.content.slots,
        }),
    }
}

/// Builds `<slot:name let:item>`.
pub fn slot(name: Ident, tag: Tag, diagnostics: &mut Diagnostics) -> Slot {
    let mut item = None;
    for attribute in tag.attributes {
        match attribute {
            RawAttribute::Let { pattern, .. } => item = Some(pattern),
            RawAttribute::Named(attribute) => {
                let name = attribute.name.text;
                diagnostics.report(attribute.name.place, Problem::SlotAttribute { name });
            }
            RawAttribute::Spread(value) => {
                let name = "{..}".to_owned();
                diagnostics.report(Place::of(value), Problem::SlotAttribute { name });
            }
        }
    }
    refuse_slots(&tag.content.slots, diagnostics);
    let children = tag.content.nodes;
    Slot {
        name,
        item,
        children,
    }
}

/// Reports slots whose parent is no component.
pub fn refuse_slots(slots: &[Slot], diagnostics: &mut Diagnostics) {
    for slot in slots {
        let name = slot.name.to_string();
        diagnostics.report(slot.name.span(), Problem::SlotOutsideComponent { name });
    }
}

/// Without a condition there is no `Show`, but its children are still looked at.
fn show(name: &Ident, mut props: Props, content: Content, diagnostics: &mut Diagnostics) -> Node {
    let when = props.take("when");
    let fallback = props.take("fallback");
    let hiding = props
        .take("fresh")
        .map_or(Hiding::Suspend, |_| Hiding::Dispose);
    props.finish(name, "`when`, `fallback` and `fresh`", diagnostics);
    refuse_slots(&content.slots, diagnostics);
    let Some(when) = required(name, "when", when, diagnostics) else {
        return Node::Fragment(content.nodes);
    };
    Node::Show(Show {
        span: name.span(),
        when,
        fallback,
        hiding,
        children: content.nodes,
    })
}

fn list(name: &Ident, mut props: Props, content: Content, diagnostics: &mut Diagnostics) -> Node {
    let each = required(name, "each", props.take("each"), diagnostics);
    let key = required(name, "key", props.take("key"), diagnostics);
    let item = props.item.take().map(|(_, pattern)| pattern);
    if item.is_none() {
        diagnostics.report(name.span(), Problem::MissingItem {});
    }
    props.finish(name, "`each`, `key` and `let:`", diagnostics);
    refuse_slots(&content.slots, diagnostics);
    let (Some(each), Some(key), Some(item)) = (each, key, item) else {
        return Node::Fragment(content.nodes);
    };
    Node::For(For {
        span: name.span(),
        each,
        key,
        item,
        children: content.nodes,
    })
}

fn required(
    component: &Ident,
    prop: &str,
    value: Option<Expr>,
    diagnostics: &mut Diagnostics,
) -> Option<Expr> {
    if value.is_none() {
        let problem = Problem::MissingProp {
            component: component.to_string(),
            prop: prop.to_owned(),
        };
        diagnostics.report(component.span(), problem);
    }
    value
}

/// The attributes of a component's tag, sorted.
#[derive(Default)]
struct Props {
    named: Vec<Prop>,
    item: Option<(Place, Pat)>,
}

impl Props {
    fn of(attributes: Vec<RawAttribute>, diagnostics: &mut Diagnostics) -> Props {
        let mut props = Props::default();
        for attribute in attributes {
            match attribute {
                RawAttribute::Named(attribute) => props.add(attribute, diagnostics),
                RawAttribute::Let { place, pattern } => props.item = Some((place, pattern)),
                RawAttribute::Spread(value) => {
                    diagnostics.report(Place::of(value), Problem::SpreadOnComponent {});
                }
            }
        }
        props
    }

    fn add(&mut self, attribute: NamedAttribute, diagnostics: &mut Diagnostics) {
        let place = attribute.name.place;
        let Some(name) = prop_name(&attribute, diagnostics) else {
            return;
        };
        let Some(value) = prop_value(attribute.value, place.start) else {
            return;
        };
        if self.named.iter().any(|prop| prop.name == name) {
            let name = name.to_string();
            diagnostics.report(place, Problem::DuplicateProp { name });
        } else {
            self.named.push(Prop { name, value });
        }
    }

    fn take(&mut self, name: &str) -> Option<Expr> {
        let index = self.named.iter().position(|prop| prop.name == name)?;
        Some(self.named.remove(index).value)
    }

    /// Reports what was given and not taken.
    fn finish(self, component: &Ident, known: &str, diagnostics: &mut Diagnostics) {
        let named = self
            .named
            .iter()
            .map(|prop| (prop.name.span().into(), prop.name.to_string()));
        let item = self
            .item
            .iter()
            .map(|(place, _)| (*place, "let:".to_owned()));
        for (place, name) in named.chain(item) {
            let problem = Problem::UnknownProp {
                component: component.to_string(),
                name,
                known: known.to_owned(),
            };
            diagnostics.report(place, problem);
        }
    }
}

/// A prop that is only named is `true`.
fn prop_value(value: RawValue, span: Span) -> Option<Expr> {
    match value {
        RawValue::Given(value) => Some(*value),
        RawValue::None => Some(parse_quote_spanned!(span=> true)),
        RawValue::Broken => None,
    }
}

fn prop_name(attribute: &NamedAttribute, diagnostics: &mut Diagnostics) -> Option<Ident> {
    if refuse_unnamed(&attribute.parts, diagnostics) {
        return None;
    }
    refuse_arguments(&attribute.parts, diagnostics);
    match attribute.parts.as_slice() {
        [Part { name, .. }] => identifier(&name.text, name, diagnostics),
        [prefix, Part { name, .. }, modifiers @ ..] if prefix.name.text == "on" => {
            refuse_modifiers(name, modifiers, diagnostics);
            identifier(
                &format!("on_{}", name.text.replace('-', "_")),
                name,
                diagnostics,
            )
        }
        _ => {
            let prefix = attribute.parts[0].name.text.clone();
            diagnostics.report(
                attribute.name.place,
                Problem::DirectiveOnComponent { prefix },
            );
            None
        }
    }
}

fn refuse_modifiers(event: &Name, modifiers: &[Part], diagnostics: &mut Diagnostics) {
    if let Some(first) = modifiers.first() {
        let event = event.text.clone();
        diagnostics.report(first.name.place, Problem::ModifierOnComponent { event });
    }
}

fn identifier(text: &str, name: &Name, diagnostics: &mut Diagnostics) -> Option<Ident> {
    match Ident::parse_any.parse_str(text) {
        Ok(found) if syn::parse_str::<Ident>(text).is_ok() => Some(with_span(found, name)),
        Ok(keyword) if !["self", "Self", "super", "crate", "_"].contains(&text) => {
            Some(Ident::new_raw(&keyword.to_string(), name.place.start))
        }
        _ => {
            let problem = Problem::PropName {
                name: name.text.clone(),
            };
            diagnostics.report(name.place, problem);
            None
        }
    }
}

fn with_span(mut identifier: Ident, name: &Name) -> Ident {
    identifier.set_span(name.place.start);
    identifier
}
