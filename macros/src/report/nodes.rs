//! Reports the nodes of a component with their colours: its signals, then its sites.

use std::collections::BTreeSet;

use proc_macro2::Span;

use super::{Colour, Node, NodeKind, line};
use crate::analyze::classes::Classes;
use crate::analyze::uses::uses;
use crate::analyze::{Because, Referent, SiteColour, SourceColour, describe, referent};
use crate::emit::Unit;
use crate::lower::model::LocalKind;
use crate::lower::names::Place;
use crate::lower::table::{Id, SiteId, SourceId};

/// Returns the nodes.
pub fn nodes(unit: &Unit) -> Vec<Node> {
    let classes = Classes::of(unit.component, unit.colours);
    let sources = unit.component.sources.ids();
    let sources = sources.map(|id| source(unit, &classes, id));
    let sites = unit.component.sites.ids().map(|id| site(unit, id));
    sources.chain(sites).collect()
}

/// Returns the number of a site among the nodes.
pub fn number_of_site(unit: &Unit, site: SiteId) -> usize {
    unit.component.sources.len() + site.index()
}

/// Returns the name of a signal.
pub fn source_name(unit: &Unit, source: SourceId) -> String {
    let source = &unit.component.sources[source];
    let local = source.reader.or(source.writer);
    local.map_or_else(
        || "_".to_owned(),
        |local| unit.component.locals[local].ident.to_string(),
    )
}

/// Formats a place: `user.joined`.
fn path(unit: &Unit, place: &Place) -> String {
    let root = unit.component.locals[place.local].ident.to_string();
    let fields = place.fields.iter();
    fields.fold(root, |path, field| format!("{path}.{field}"))
}

fn source(unit: &Unit, classes: &Classes, id: SourceId) -> Node {
    let coloured = &unit.colours.sources[id];
    let colour = match coloured.colour {
        SourceColour::Const => Colour::Const,
        SourceColour::Server => Colour::Server,
        SourceColour::Iso => Colour::Iso,
        SourceColour::Open => Colour::Open,
    };
    let Because { rule, reason } = coloured.because.clone();
    let source = &unit.component.sources[id];
    let local = source.reader.or(source.writer);
    let span = local.map(|local| unit.component.locals[local].ident.span());
    Node {
        kind: NodeKind::Signal,
        name: source_name(unit, id),
        line: line(span.unwrap_or_else(Span::call_site)),
        colour,
        rule,
        reason,
        uses: Vec::new(),
        is_lost: classes.is_lost(id),
    }
}

fn site(unit: &Unit, id: SiteId) -> Node {
    let (site, coloured) = (&unit.component.sites[id], &unit.colours.sites[id]);
    let colour = match coloured.colour {
        // For an open site, its captures decide.
        SiteColour::Client | SiteColour::Open => Colour::Client,
        SiteColour::Server | SiteColour::Probed => Colour::Server,
        SiteColour::Static => Colour::Static,
    };
    let Because { rule, reason } = coloured.because.clone();
    Node {
        kind: site.role.kind(),
        name: site_name(unit, id),
        line: line(site.span),
        colour,
        rule,
        reason,
        uses: reads(unit, id),
        is_lost: false,
    }
}

/// Returns the names of the signals, memos and other nodes that a site uses.
fn reads(unit: &Unit, site: SiteId) -> Vec<String> {
    let component = unit.component;
    let used = uses(component, &component.sites[site].expr);
    let names = used
        .iter()
        .filter_map(|found| match referent(component, &found.place) {
            Referent::Source(source) => Some(source_name(unit, source)),
            Referent::Memo(_) | Referent::Server => Some(path(unit, &found.place)),
            Referent::Open | Referent::Data => None,
        });
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

/// Returns the name of a memo or action; for every other site a description of its place.
fn site_name(unit: &Unit, site: SiteId) -> String {
    let mut locals = unit.component.locals.iter();
    let named = locals.find(|(_, local)| match local.kind {
        LocalKind::Memo(own) | LocalKind::Action(own) => own == site,
        _ => false,
    });
    named.map_or_else(
        || describe(&unit.component.sites[site]),
        |(_, local)| local.ident.to_string(),
    )
}
