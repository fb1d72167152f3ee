//! Builds the client functions of lists whose rows the browser makes (rule 12).
//!
//! Such a function yields the items and their keys. The browser makes a new row's frame of what the function has captured, so
//! it captures all that the client functions of a row do, besides the row's own signal.

use std::collections::HashMap;

use syn::spanned::Spanned;
use syn::{Expr, parse_quote};

use super::functions::{Access, Captured, ClientFunction, Owner, called};
use super::rewrite::same;
use super::slots::FrameSlots;
use crate::analyze::{Colours, List};
use crate::lower::model::{Component, Part};
use crate::lower::names::Symbol;
use crate::lower::table::{LocalId, SiteId, TemplateId};

/// The rows of a list that the browser makes.
pub struct ListRows {
    pub template: TemplateId,
    /// For each slot of a row's frame, the slot of the list's frame that has the value; `None` for the row's own signal.
    pub slots: Vec<Option<u16>>,
}

/// Returns the functions of the lists, and what their rows are made of.
pub fn lists(
    component: &Component,
    colours: &Colours,
    functions: &HashMap<SiteId, ClientFunction>,
    slots: &mut FrameSlots,
) -> HashMap<SiteId, (ClientFunction, ListRows)> {
    let shapes = component
        .structures()
        .filter_map(|structure| structure.list());
    let mut made = HashMap::new();
    for shape in shapes {
        if let Some(list) = colours.lists.get(&shape.each) {
            let items = items(list, shape.key);
            let mut function = called(component, colours, shape.each, &items, slots);
            let rows = take_row(
                component,
                (shape.each, list),
                functions,
                &mut function,
                slots,
            );
            made.insert(shape.each, (function, rows));
        }
    }
    made
}

/// Returns the call that yields the items with their keys.
fn items(list: &List, key: &Expr) -> Expr {
    let shown = Symbol::Local(list.shown).ident(key.span());
    parse_quote!(::watershed::rt::keyed(#shown, #key))
}

/// Adds what the functions of a row capture to those of a list.
fn take_row(
    component: &Component,
    (each, list): (SiteId, &List),
    functions: &HashMap<SiteId, ClientFunction>,
    function: &mut ClientFunction,
    slots: &mut FrameSlots,
) -> ListRows {
    let owner = component.sites[each].template.map(Owner::Template);
    let owner = owner.unwrap_or(Owner::Unit(each));
    let mut rows = vec![None; usize::from(slots.of_template(list.row))];
    let parts = component.templates[list.row].parts.iter();
    let in_row = parts
        .filter_map(Part::site)
        .filter_map(|site| functions.get(&site));
    for taker in in_row {
        for (capture, row_slot) in taker.captures.iter().zip(&taker.slots) {
            if is_item(&capture.what, list.item) {
                continue;
            }
            let slot = slots.slot(component, owner, &capture.what);
            rows[usize::from(*row_slot)] = Some(slot);
            let mut known = function.captures.iter_mut();
            match known.find(|known| same(&known.what, &capture.what)) {
                Some(known) => {
                    known.access = Access::and(known.access, capture.access);
                    known.within = Access::and(known.within, capture.within);
                }
                None => {
                    function.captures.push(capture.clone());
                    function.slots.push(slot);
                }
            }
        }
    }
    ListRows {
        template: list.row,
        slots: rows,
    }
}

fn is_item(captured: &Captured, item: LocalId) -> bool {
    matches!(captured, Captured::Place(place) if place.local == item)
}
