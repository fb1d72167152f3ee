//! What the compiler found out about a component, for `cargo watershed build` and `graph`: its nodes with their colours,
//! and every value that can cross, each with the reason.

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream};
use quote::quote;

use super::crossings::{Crossing, crossings};
use super::generics::Generics;
use super::kinds::{self, path};
use super::{Unit, rt, server};
use crate::analyze::classes::Classes;
use crate::analyze::uses::uses;
use crate::analyze::{Because, Node, SiteColour, SourceColour, describe, node, role_name};
use crate::lower::model::{LocalKind, Part, Structure};
use crate::lower::table::{LocalId, SiteId, SourceId};

/// Submits the component's facts to the list of all.
pub fn facts(unit: &Unit, generics: &Generics) -> TokenStream {
    let rt = rt();
    let item = &unit.component.item;
    let name = item.sig.ident.to_string();
    let line = line(item.sig.ident.span());
    let live = unit.split.live;
    let children = children(unit);
    let classes = Classes::of(unit.component, unit.colours);
    let crossings = crossings(unit, &classes);
    let types = types(unit, generics, &crossings);
    let crossings = crossings.iter().enumerate();
    let crossings = crossings.map(|(number, crossing)| crossing.emit(number));
    let nodes = sources(unit, &classes).into_iter().chain(sites(unit));
    let kinds = kinds::kinds(unit);
    quote! {
        #[cfg(not(target_arch = "wasm32"))]
        #rt::facts::submit! {
            #rt::facts::Facts {
                component: ::core::concat!(::core::module_path!(), "::", #name),
                file: ::core::file!(),
                line: #line,
                live: #live,
                children: &[#(#children),*],
                nodes: &[#(#nodes),*],
                crossings: &[#(#crossings),*],
                kinds: &[#(#kinds),*],
                types: #types,
            }
        }
    }
}

/// The names of the components in its markup.
fn children(unit: &Unit) -> Vec<String> {
    let parts = unit
        .component
        .templates
        .iter()
        .flat_map(|(_, template)| &template.parts);
    let instances = parts.filter_map(|part| match part {
        Part::Structure {
            structure: Structure::Component(instance),
            ..
        } => Some(instance),
        _ => None,
    });
    let name = |path: &syn::Path| {
        path.segments
            .last()
            .map(|segment| segment.ident.to_string())
    };
    instances
        .filter_map(|instance| name(&instance.path))
        .collect()
}

/// A function that gives the types of all crossings: those that inference found. In a generic component it finds none,
/// and they are those that the source names.
fn types(unit: &Unit, generics: &Generics, crossings: &[Crossing]) -> TokenStream {
    let is_inferred = generics.is_empty() && unit.check_slice;
    let crossings = crossings.iter();
    let types: Vec<_> = crossings.map(|crossing| crossing.ty(is_inferred)).collect();
    let check = (is_inferred && !types.is_empty()).then(|| server::check(unit, generics));
    quote!(|| { #check ::std::vec![#(#types),*] })
}

fn sources(unit: &Unit, classes: &Classes) -> Vec<TokenStream> {
    let sources = unit.component.sources.iter().map(|(id, source)| {
        let coloured = &unit.colours.sources[id];
        let colour = match coloured.colour {
            SourceColour::Const => "const",
            SourceColour::Server => "server",
            SourceColour::Iso => "iso",
            SourceColour::Open => "open",
        };
        let span = source
            .reader
            .or(source.writer)
            .map_or_else(Span::call_site, |local| span(unit, local));
        emit_node(Emitted {
            kind: "signal",
            name: source_name(unit, id),
            span,
            colour,
            because: &coloured.because,
            uses: Vec::new(),
            is_lost: classes.is_lost(id),
        })
    });
    sources.collect()
}

fn sites(unit: &Unit) -> Vec<TokenStream> {
    let sites = unit.component.sites.iter().map(|(id, site)| {
        let coloured = &unit.colours.sites[id];
        let colour = match coloured.colour {
            SiteColour::Client => "client",
            SiteColour::Open => "open",
            SiteColour::Server | SiteColour::Probed => "server",
            SiteColour::Static => "static",
        };
        emit_node(Emitted {
            kind: role_name(&site.role),
            name: site_name(unit, id),
            span: site.span,
            colour,
            because: &coloured.because,
            uses: reads(unit, id),
            is_lost: false,
        })
    });
    sites.collect()
}

/// The signals, memos and other nodes that a site uses.
fn reads(unit: &Unit, site: SiteId) -> Vec<String> {
    let component = unit.component;
    let used = uses(component, &component.sites[site].expr);
    let names = used
        .iter()
        .filter_map(|found| match node(component, &found.place) {
            Node::Source(source) => Some(source_name(unit, source)),
            Node::Memo(_) | Node::Server => Some(path(unit, &found.place)),
            Node::Open | Node::Data => None,
        });
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

/// A node, as it is emitted.
struct Emitted<'u> {
    kind: &'static str,
    name: String,
    span: Span,
    colour: &'static str,
    because: &'u Because,
    uses: Vec<String>,
    is_lost: bool,
}

fn emit_node(node: Emitted) -> TokenStream {
    let rt = rt();
    let Emitted {
        kind,
        name,
        span,
        colour,
        because: Because { rule, reason },
        uses,
        is_lost,
    } = node;
    let line = line(span);
    quote! {
        #rt::facts::Node {
            kind: #kind, name: #name, line: #line, colour: #colour, rule: #rule, reason: #reason,
            uses: &[#(#uses),*], is_lost: #is_lost,
        }
    }
}

/// What a signal is called.
pub fn source_name(unit: &Unit, source: SourceId) -> String {
    let source = &unit.component.sources[source];
    let local = source.reader.or(source.writer);
    local.map_or_else(
        || "_".to_owned(),
        |local| unit.component.locals[local].ident.to_string(),
    )
}

/// The name of the memo, action or resource; for everything else where it stands.
fn site_name(unit: &Unit, site: SiteId) -> String {
    let named = unit
        .component
        .locals
        .iter()
        .find(|(_, local)| match local.kind {
            LocalKind::Memo(own) | LocalKind::Resource(own) | LocalKind::Action(own) => own == site,
            _ => false,
        });
    named.map_or_else(
        || describe(&unit.component.sites[site]),
        |(_, local)| local.ident.to_string(),
    )
}

fn span(unit: &Unit, local: LocalId) -> Span {
    unit.component.locals[local].ident.span()
}

fn line(span: Span) -> u32 {
    u32::try_from(span.start().line).unwrap_or(0)
}
