//! Edits a component and compares its colours: refactorings change nothing, other edits change exactly what the rules
//! say.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::{Expr, ItemFn};

use super::split_of;
use crate::analyze::Uplink;
use crate::emit::Unit;
use crate::lower::model::LocalKind;
use crate::lower::names::place_of;
use crate::lower::table::{LocalId, SourceId};
use crate::split::functions::Captured;

mod changes;
mod refactorings;

/// Returns everything about a component that must not depend on how it is written: each signal and site with its
/// colour, without reasons and inner names, in alphabetical order.
fn colours(source: &str) -> Vec<String> {
    let mut lines: Vec<String> = components(source).iter().flat_map(coloured).collect();
    lines.sort();
    lines
}

/// Returns the captures of all client functions, in any component.
fn crossings(source: &str) -> BTreeSet<String> {
    let all = components(source);
    let found = all
        .iter()
        .flat_map(|item| split_of(item, |unit, _| captured(unit)));
    found.collect()
}

fn components(source: &str) -> Vec<ItemFn> {
    let file = syn::parse_file(source).unwrap_or_else(|error| panic!("{error} in {source}"));
    let items = file.items.into_iter().filter_map(|item| match item {
        syn::Item::Fn(item) => Some(item),
        _ => None,
    });
    items.collect()
}

fn coloured(item: &ItemFn) -> Vec<String> {
    split_of(item, |unit, messages| {
        assert!(
            messages.is_empty(),
            "{messages:?} in {}",
            item.to_token_stream()
        );
        let signals = unit.component.sources.ids().map(|id| signal(unit, id));
        signals.chain(sites(unit)).collect()
    })
}

fn signal(unit: &Unit, id: SourceId) -> String {
    let colour = unit.colours.sources[id].colour;
    let up = match unit.colours.uplinks[id].colour {
        Uplink::Never => "",
        Uplink::Lazy => ", goes up with the next batch",
        Uplink::Eager => ", goes up at once",
    };
    format!("{} is {colour:?}{up}", signal_name(unit, id))
}

fn sites<'c>(unit: &'c Unit) -> impl Iterator<Item = String> + 'c {
    unit.component.sites.iter().map(|(id, site)| {
        let (what, colour) = (site.role.kind().name(), unit.colours.sites[id].colour);
        let captures = unit.split.function(id).map(|function| {
            let mut names: Vec<_> = function
                .captures
                .iter()
                .map(|capture| name(unit, &capture.what))
                .collect();
            names.sort();
            names.dedup();
            format!(" of {}", names.join(", "))
        });
        format!("{what} is {colour:?}{}", captures.unwrap_or_default())
    })
}

fn captured(unit: &Unit) -> Vec<String> {
    let functions = unit.split.functions.values();
    let captures = functions.flat_map(|function| &function.captures);
    captures.map(|capture| name(unit, &capture.what)).collect()
}

/// Returns the name of a capture: the signal that it belongs to, or the place that it was made from.
fn name(unit: &Unit, captured: &Captured) -> String {
    match captured {
        Captured::Projection(projection) => projection.path.clone(),
        Captured::Place(place) => place
            .fields
            .iter()
            .fold(local_name(unit, place.local), |path, field| {
                format!("{path}.{field}")
            }),
    }
}

fn local_name(unit: &Unit, id: LocalId) -> String {
    let local = &unit.component.locals[id];
    match (local.kind, &local.init) {
        (LocalKind::Reader(source) | LocalKind::Writer(source) | LocalKind::Both(source), _) => {
            signal_name(unit, source)
        }
        (LocalKind::Plain, Some(init)) => {
            made_from(unit, init).unwrap_or_else(|| local.ident.to_string())
        }
        _ => local.ident.to_string(),
    }
}

/// Returns the place that a local was made from: `user.joined` in `let joined = user.joined;`.
fn made_from(unit: &Unit, init: &Expr) -> Option<String> {
    let (place, _) = place_of(init)?;
    Some(name(unit, &Captured::Place(place)))
}

fn signal_name(unit: &Unit, id: SourceId) -> String {
    let source = &unit.component.sources[id];
    let local = source.reader.or(source.writer);
    local.map_or_else(String::new, |local| {
        unit.component.locals[local].ident.to_string()
    })
}
