//! Formats the coloured graph as text.

use std::fmt::Write;

use quote::ToTokens;

use crate::analyze::{Coloured, Colours};
use crate::lower::model::Component;
use crate::lower::table::LocalId;
use crate::split::Split;
use crate::split::functions::{Captured, ClientFunction};

/// Formats each signal and site on one line, with its colour and the reason, and the captures of client functions.
pub fn graph(component: &Component, colours: &Colours, split: &Split) -> String {
    let mut out = String::new();
    for (id, source) in component.sources.iter() {
        let name = source
            .reader
            .or(source.writer)
            .map_or("_".to_owned(), |local| name(component, local));
        line(&mut out, "signal", &name, &colours.sources[id]);
        line(&mut out, "  uplink", "", &colours.uplinks[id]);
    }
    for (id, site) in component.sites.iter() {
        let text = site.expr.to_token_stream().to_string();
        line(
            &mut out,
            site.role.kind().name(),
            &shown(component, &text),
            &colours.sites[id],
        );
        if let Some(function) = split.function(id) {
            let _ = writeln!(out, "    captures {}", captures(component, function));
        }
    }
    out
}

fn line<C: std::fmt::Debug>(out: &mut String, what: &str, name: &str, coloured: &Coloured<C>) {
    let because = &coloured.because;
    let _ = writeln!(
        out,
        "{what} {name} => {:?} (rule {}: {})",
        coloured.colour, because.rule, because.reason
    );
}

fn captures(component: &Component, function: &ClientFunction) -> String {
    let captured = function.captures.iter().map(|capture| match &capture.what {
        Captured::Place(place) => {
            let fields = place.fields.iter().map(|field| format!(".{field}"));
            name(component, place.local) + &fields.collect::<String>()
        }
        Captured::Projection(projection) if projection.is_guarded => {
            format!("mirror {}, if there is one", projection.path)
        }
        Captured::Projection(projection) if projection.is_mirror => {
            format!("mirror {}", projection.path)
        }
        Captured::Projection(projection) => projection.path.clone(),
    });
    format!("[{}]", captured.collect::<Vec<_>>().join(", "))
}

fn name(component: &Component, local: LocalId) -> String {
    component.locals[local].ident.to_string()
}

/// Replaces symbols in the text of tokens by the user's names.
fn shown(component: &Component, text: &str) -> String {
    let mut text = text.to_owned();
    for (id, local) in component
        .locals
        .iter()
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
    {
        let ident = crate::lower::names::Symbol::Local(id).ident(local.ident.span());
        text = text.replace(&ident.to_string(), &local.ident.to_string());
    }
    text
}
