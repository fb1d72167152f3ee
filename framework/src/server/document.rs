//! The document around a page's markup, and the script that starts its client functions.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::assets::{self, Manifest};
use super::ticket::Ticket;

/// Runs before anything else of ours; the same bytes on every page, so that a policy can name them by their hash.
pub(crate) const BOOTSTRAP: &str = include_str!("../client/bootstrap.js");

/// What the start script is told.
#[derive(Debug)]
pub(crate) struct Start<'a> {
    /// The encoded snapshot.
    pub snapshot: &'a [u8],
    /// The names of the events that are listened to.
    pub events: &'a [&'static str],
    /// Leads to the session, if there is one.
    pub ticket: Option<Ticket>,
}

/// A whole document. Markup that is one already is kept as it is.
pub(crate) fn document(markup: String, start: Option<&Start<'_>>) -> String {
    let script = match (start, assets::manifest()) {
        (Some(start), Some(manifest)) => script(start, manifest),
        _ => String::new(),
    };
    if markup.trim_start().starts_with("<html") {
        return complete(markup, &script);
    }
    format!(
        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><meta name=viewport content=\"width=device-width\">\
         </head><body>{markup}{script}</body></html>"
    )
}

/// The policy under which every page works: nothing inline runs but the bootstrap.
pub(crate) fn policy() -> String {
    let hash = STANDARD.encode(Sha256::digest(BOOTSTRAP));
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'sha256-{hash}'; style-src 'self' 'unsafe-inline'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: https:; object-src 'none'; base-uri 'none'; \
         frame-ancestors 'self'"
    )
}

fn complete(markup: String, script: &str) -> String {
    let end = markup.rfind("</body>").unwrap_or(markup.len());
    format!(
        "<!DOCTYPE html>{}{script}{}",
        &markup[..end],
        &markup[end..]
    )
}

fn script(start: &Start<'_>, manifest: &Manifest) -> String {
    let mut tag = format!(
        "<script data-glue={route}/{glue} data-wasm={route}/{wasm}",
        route = assets::ROUTE,
        glue = manifest.glue,
        wasm = manifest.wasm
    );
    let mut attribute = |name: &str, value: &str| {
        if !value.is_empty() {
            tag.push_str(&format!(" data-{name}=\"{value}\""));
        }
    };
    attribute("events", &start.events.join(" "));
    attribute("snapshot", &STANDARD.encode(start.snapshot));
    attribute(
        "ticket",
        &start
            .ticket
            .map(|ticket| STANDARD.encode(ticket.0))
            .unwrap_or_default(),
    );
    tag + ">" + BOOTSTRAP + "</script>"
}
