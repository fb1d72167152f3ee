//! Parses the attributes in the tag of a component, or of a construct that is written like one.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::{Expr, Pat, parse_quote_spanned};

use super::ast::{Name, PropAttribute};
use super::name::{NameSegment, refuse_arguments, refuse_unnamed};
use super::tag::{NamedAttribute, RawAttribute, RawValue};
use crate::diagnostic::{Diagnostics, Problem, SourceRange};

/// Returns the value of a prop, or reports that it is missing.
pub fn required(
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

/// The attributes in a component's tag: its props, and the pattern of `let:`.
#[derive(Default)]
pub struct Props {
    pub named: Vec<PropAttribute>,
    item: Option<(SourceRange, Pat)>,
}

impl Props {
    pub fn of(attributes: Vec<RawAttribute>, diagnostics: &mut Diagnostics) -> Props {
        let mut props = Props::default();
        for attribute in attributes {
            match attribute {
                RawAttribute::Named(attribute) => props.add(attribute, diagnostics),
                RawAttribute::Let { place, pattern } => props.item = Some((place, pattern)),
                RawAttribute::Spread(value) => {
                    diagnostics.report(SourceRange::of(value), Problem::SpreadOnComponent {});
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
        let is_bare = matches!(attribute.value, RawValue::None);
        let Some(value) = prop_value(attribute.value, place.start) else {
            return;
        };
        if self.named.iter().any(|prop| prop.name == name) {
            let name = name.to_string();
            diagnostics.report(place, Problem::DuplicateProp { name });
        } else {
            self.named.push(PropAttribute {
                name,
                value,
                is_bare,
            });
        }
    }

    /// Removes a prop and returns its value.
    pub fn take(&mut self, name: &str) -> Option<Expr> {
        let index = self.named.iter().position(|prop| prop.name == name)?;
        Some(self.named.remove(index).value)
    }

    /// Removes and returns the pattern of `let:`.
    pub fn take_item(&mut self) -> Option<Pat> {
        self.item.take().map(|(_, pattern)| pattern)
    }

    /// Reports the attributes that were not taken.
    pub fn finish(self, component: &Ident, known: &str, diagnostics: &mut Diagnostics) {
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

/// Returns the value of a prop. A prop without a value is `true`.
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
        [NameSegment { name, .. }] => identifier(&name.text, name, diagnostics),
        [prefix, NameSegment { name, .. }, modifiers @ ..] if prefix.name.text == "on" => {
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

fn refuse_modifiers(event: &Name, modifiers: &[NameSegment], diagnostics: &mut Diagnostics) {
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
