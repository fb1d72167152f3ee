//! Where a component's nodes stand: for each of its kinds, which node fills a hole, is a client function, or is held by
//! a slot. The overlay of dev mode tells from that what belongs to whom.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{Unit, rt, statics};
use crate::analyze::uses::Place;
use crate::analyze::{Node, node};
use crate::lower::model::{LocalKind, Part, Structure, Template};
use crate::lower::table::{Id, SiteId, TemplateId};
use crate::split::functions::{Capture, Captured, Function};

/// The kinds, by their numbers: the templates, then what stands outside of markup.
pub fn kinds(unit: &Unit) -> Vec<TokenStream> {
    let component = unit.component;
    let templates = component
        .templates
        .iter()
        .map(|(id, template)| of_template(unit, id, template));
    let units = statics::units(component).chain(statics::open_bindings(unit));
    let units = units.map(|site| of_unit(unit, site));
    templates.chain(units).collect()
}

/// What a captured value is called.
pub fn name(unit: &Unit, captured: &Captured) -> String {
    match captured {
        Captured::Place(place) => path(unit, place),
        Captured::Projection(projection) => projection.path.clone(),
    }
}

/// `user.joined`
pub fn path(unit: &Unit, place: &Place) -> String {
    let root = unit.component.locals[place.local].ident.to_string();
    place
        .fields
        .iter()
        .fold(root, |path, field| format!("{path}.{field}"))
}

fn of_template(unit: &Unit, id: TemplateId, template: &Template) -> TokenStream {
    let holes = template.parts.iter().filter_map(fills_hole);
    let holes = holes.map(|site| optional(site.map(|site| number_of_site(unit, site))));
    let functions: Vec<SiteId> = statics::functions_in(unit, template).collect();
    let slots = unit.split.template_slots(id);
    emit(unit, holes.collect(), &functions, slots)
}

fn of_unit(unit: &Unit, site: SiteId) -> TokenStream {
    let functions: Vec<SiteId> = unit
        .split
        .function(site)
        .map(|_| site)
        .into_iter()
        .collect();
    emit(unit, Vec::new(), &functions, unit.split.unit_slots(site))
}

fn emit(unit: &Unit, holes: Vec<TokenStream>, functions: &[SiteId], slots: u16) -> TokenStream {
    let rt = rt();
    let slots = held(unit, functions, slots);
    let functions = functions
        .iter()
        .map(|site| Literal::usize_unsuffixed(number_of_site(unit, *site)));
    quote! {
        #rt::facts::Kind { holes: &[#(#holes),*], functions: &[#(#functions),*], slots: &[#(#slots),*] }
    }
}

/// The site of what fills a hole: none for a component.
fn fills_hole(part: &Part) -> Option<Option<SiteId>> {
    match part {
        Part::Binding { site, .. } => Some(Some(*site)),
        Part::Structure { structure, .. } => Some(match structure {
            Structure::Show { when: site, .. }
            | Structure::For { each: site, .. }
            | Structure::Branch { arm: site, .. }
            | Structure::Markup(site) => Some(*site),
            Structure::Component(_) => None,
        }),
        Part::Listener { .. } | Part::Reference { .. } => None,
    }
}

/// What the slots of these functions hold.
fn held(unit: &Unit, functions: &[SiteId], slots: u16) -> Vec<TokenStream> {
    let mut held = vec![TokenStream::new(); usize::from(slots)];
    for site in functions {
        if let Some(function) = unit.split.function(*site) {
            hold(unit, *site, function, &mut held);
        }
    }
    held
}

fn hold(unit: &Unit, site: SiteId, function: &Function, held: &mut [TokenStream]) {
    let own = function.slots.len() - function.captures.len();
    let (own, taken) = function.slots.split_at(own);
    for slot in own {
        held[usize::from(*slot)] = held_node(number_of_site(unit, site));
    }
    for (slot, capture) in taken.iter().zip(&function.captures) {
        held[usize::from(*slot)] = captured(unit, capture);
    }
}

fn captured(unit: &Unit, capture: &Capture) -> TokenStream {
    if let Captured::Place(place) = &capture.what
        && let Some(number) = number_of_place(unit, place)
    {
        return held_node(number);
    }
    let (rt, name) = (rt(), name(unit, &capture.what));
    quote!(#rt::facts::Held::Value(#name))
}

fn held_node(number: usize) -> TokenStream {
    let (rt, number) = (rt(), Literal::usize_unsuffixed(number));
    quote!(#rt::facts::Held::Node(#number))
}

/// The number of a place among the component's nodes, if it is one.
fn number_of_place(unit: &Unit, place: &Place) -> Option<usize> {
    let local = &unit.component.locals[place.local];
    match (node(unit.component, place), local.kind) {
        (Node::Source(source), _) => Some(source.index()),
        (Node::Memo(site), _) => Some(number_of_site(unit, site)),
        (Node::Server, LocalKind::Resource(site) | LocalKind::Action(site)) => {
            Some(number_of_site(unit, site))
        }
        _ => None,
    }
}

/// Signals come first.
fn number_of_site(unit: &Unit, site: SiteId) -> usize {
    unit.component.sources.len() + site.index()
}

fn optional(number: Option<usize>) -> TokenStream {
    match number.map(Literal::usize_unsuffixed) {
        Some(number) => quote!(::core::option::Option::Some(#number)),
        None => quote!(::core::option::Option::None),
    }
}
