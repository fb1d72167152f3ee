//! The document around a page's markup, and the script that starts its client functions.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::assets::{self, Manifest};
use crate::server::host::ticket::Ticket;
use crate::server::session::Rendered;

/// The bootstrap: the first script of every page. There are two texts, so that a policy can name them by their hashes.
/// `cargo xtask bootstrap` makes them of `bootstrap.js`.
static BOOTSTRAP: Bootstrap = Bootstrap {
    preventing: include_str!("../../client/bootstrap/preventing.js"),
    bare: include_str!("../../client/bootstrap/bare.js"),
};

struct Bootstrap {
    /// The text for pages with default actions that must be prevented before the client is there.
    preventing: &'static str,
    /// The text for all other pages.
    bare: &'static str,
}

impl Bootstrap {
    /// Returns the text for a page.
    fn of(&self, prevents: bool) -> &str {
        match prevents {
            true => self.preventing,
            false => self.bare,
        }
    }
}

/// The content security policy of every page: no inline script but the bootstrap may run.
pub(crate) static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = |script: &str| STANDARD.encode(Sha256::digest(script.as_bytes()));
    let (preventing, bare) = (hash(BOOTSTRAP.preventing), hash(BOOTSTRAP.bare));
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'sha256-{preventing}' 'sha256-{bare}'; style-src 'self' 'unsafe-inline'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: https:; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'self'"
    )
});

/// Returns a page as it is sent: its markup in a document, with the script if there is something to start.
pub(crate) fn document(rendered: &Rendered, title: &str, ticket: Option<Ticket>) -> String {
    let script = match assets::manifest().filter(|_| rendered.starts) {
        Some(manifest) => script(rendered, manifest, ticket),
        None => String::new(),
    };
    let script = script + &notice(rendered.rearranged.as_deref());
    whole(&rendered.html, rendered.end, title, &script)
}

/// Shows the terminal's warnings about a page's markup on the page. It is behind the script, where the browser takes it for
/// foreign.
fn notice(rearranged: Option<&str>) -> String {
    rearranged.map_or_else(String::new, |rearranged| {
        let text = rearranged.replace('&', "&amp;").replace('<', "&lt;");
        format!(
            "<p role=alert id=watershed-notice style=\"position:fixed;inset:auto 0 0;margin:0;padding:1em;\
             background:#b00020;color:#fff;font:16px/1.4 sans-serif;z-index:2147483647\">{text}</p>"
        )
    })
}

/// Puts markup into a document. Markup that is a document has an `end`, where scripts go, and is kept as it is.
pub(crate) fn whole(markup: &str, end: Option<usize>, title: &str, script: &str) -> String {
    match end {
        None => format!(
            "<!DOCTYPE html><html lang=en><head><meta charset=utf-8>\
             <meta name=viewport content=\"width=device-width\"><title>{title}</title></head>\
             <body>{markup}{script}</body></html>"
        ),
        Some(end) => {
            let (before, after) = markup.split_at(end);
            format!("<!DOCTYPE html>{before}{script}{after}")
        }
    }
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
            .map(|ticket| STANDARD.encode([&ticket.0[..], &rendered.names].concat()))
            .unwrap_or_default(),
    );
    let now = if rendered.has_effects {
        " data-now"
    } else {
        ""
    };
    let bootstrap = BOOTSTRAP.of(rendered.prevents);
    format!("{tag}{now}>{bootstrap}</script>")
}

fn address(file: &str) -> String {
    format!("{}/{file}", assets::ROUTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_gets_a_document() {
        let document = whole("<p>hi</p>", None, "Hi", "<script></script>");
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
        let markup = "<html _><body><p>hi</p></body></html>";
        let document = whole(markup, markup.find("</body>"), "Hi", "<script></script>");
        assert_eq!(
            document,
            "<!DOCTYPE html><html _><body><p>hi</p><script></script></body></html>"
        );
    }

    #[test]
    fn the_policy_names_the_script_that_is_sent() {
        for script in [&BOOTSTRAP.preventing, &BOOTSTRAP.bare] {
            let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
            assert!(POLICY.contains(&format!("'sha256-{hash}'")));
            assert!(!script.contains('\n') && !script.contains("</script"));
        }
        let prevents = |prevents| BOOTSTRAP.of(prevents).contains("preventDefault");
        assert!(prevents(true) && !prevents(false));
    }
}
