//! The document around a page's markup, and the script that starts its client functions.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::assets::{self, Manifest};
use crate::server::host::ticket::Ticket;
use crate::server::session::Rendered;

/// Runs before anything else of ours; the same bytes on every page, so that a policy can name them by their hash.
static BOOTSTRAP: LazyLock<String> =
    LazyLock::new(|| stripped(include_str!("../../client/bootstrap.js")));

/// The policy under which every page works: nothing inline runs but the bootstrap.
pub(crate) static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(BOOTSTRAP.as_bytes()));
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'sha256-{hash}'; style-src 'self' 'unsafe-inline'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: https:; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'self'"
    )
});

/// A page as it is sent: its markup in a document, with the script if it has something to start.
pub(crate) fn document(rendered: &Rendered, title: &str, ticket: Option<Ticket>) -> String {
    match assets::manifest().filter(|_| rendered.starts) {
        Some(manifest) => whole(&rendered.html, title, &script(rendered, manifest, ticket)),
        None => whole(&rendered.html, title, ""),
    }
}

/// Markup in a document. Markup that is one already is kept as it is.
pub(crate) fn whole(markup: &str, title: &str, script: &str) -> String {
    if !markup.starts_with("<html") {
        return format!(
            "<!DOCTYPE html><html lang=en><head><meta charset=utf-8>\
             <meta name=viewport content=\"width=device-width\"><title>{title}</title></head>\
             <body>{markup}{script}</body></html>"
        );
    }
    let end = markup.rfind("</body>").unwrap_or(markup.len());
    format!(
        "<!DOCTYPE html>{}{script}{}",
        &markup[..end],
        &markup[end..]
    )
}

fn script(rendered: &Rendered, manifest: &Manifest, ticket: Option<Ticket>) -> String {
    let mut tag = String::from("<script");
    let mut attribute = |name: &str, value: &str| {
        if !value.is_empty() {
            tag.push_str(&format!(" data-{name}=\"{value}\""));
        }
    };
    attribute("glue", &address(&manifest.glue));
    attribute("wasm", &address(&manifest.wasm));
    attribute("events", &rendered.events.join(" "));
    attribute("snapshot", &STANDARD.encode(&rendered.snapshot));
    attribute(
        "ticket",
        &ticket
            .map(|ticket| STANDARD.encode(ticket.0))
            .unwrap_or_default(),
    );
    let now = if rendered.has_effects {
        " data-now"
    } else {
        ""
    };
    format!("{tag}{now}>{}</script>", *BOOTSTRAP)
}

fn address(file: &str) -> String {
    format!("{}/{file}", assets::ROUTE)
}

/// Without comments and indentation. Line ends stay: they may end statements.
fn stripped(script: &str) -> String {
    let lines = script
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_gets_a_document() {
        let document = whole("<p>hi</p>", "Hi", "<script></script>");
        assert!(
            document.starts_with("<!DOCTYPE html><html lang=en><head>"),
            "{document}"
        );
        assert!(
            document.ends_with("<body><p>hi</p><script></script></body></html>"),
            "{document}"
        );
    }

    #[test]
    fn a_document_stays_what_it_is() {
        let document = whole(
            "<html _><body><p>hi</p></body></html>",
            "Hi",
            "<script></script>",
        );
        assert_eq!(
            document,
            "<!DOCTYPE html><html _><body><p>hi</p><script></script></body></html>"
        );
    }

    #[test]
    fn the_policy_names_the_script_that_is_sent() {
        let hash = STANDARD.encode(Sha256::digest(BOOTSTRAP.as_bytes()));
        assert!(POLICY.contains(&format!("'sha256-{hash}'")));
        assert!(!BOOTSTRAP.contains("\n//") && !BOOTSTRAP.contains("</script"));
    }
}
