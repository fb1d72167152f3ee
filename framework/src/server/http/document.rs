//! The document around a page's markup, and the script that starts its client functions.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::assets::{self, Manifest};
use crate::server::host::ticket::Ticket;
use crate::server::session::{PagePart, Rendered};
use crate::server::stage::StreamedPart;

/// The bootstrap: the first script of every page. There are two texts, so that a policy can name them by their hashes.
/// `cargo xtask bootstrap` makes them of `bootstrap.js`.
static BOOTSTRAP: Bootstrap = Bootstrap {
    preventing: include_str!("../../client/bootstrap/preventing.js"),
    bare: include_str!("../../client/bootstrap/bare.js"),
    streaming: include_str!("../../client/bootstrap/streaming.js"),
};

struct Bootstrap {
    /// The text for pages with default actions that must be prevented before the client is there.
    preventing: &'static str,
    /// The text for all other pages.
    bare: &'static str,
    /// The text for pages whose boundaries come behind them.
    streaming: &'static str,
}

impl Bootstrap {
    /// Returns the text for a page.
    fn of(&self, page: &Rendered) -> &str {
        match (page.is_streamed, page.prevents) {
            (true, _) => self.streaming,
            (false, true) => self.preventing,
            (false, false) => self.bare,
        }
    }
}

/// The content security policy of every page that is sent whole: no inline script but the bootstrap may run.
pub(crate) static POLICY: LazyLock<String> =
    LazyLock::new(|| policy(&[BOOTSTRAP.preventing, BOOTSTRAP.bare]));

/// The content security policy of a page whose boundaries come behind it.
pub(crate) static STREAMED_POLICY: LazyLock<String> =
    LazyLock::new(|| policy(&[BOOTSTRAP.streaming]));

fn policy(scripts: &[&str]) -> String {
    let hashes = scripts.iter().map(|script| {
        let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
        format!("'sha256-{hash}'")
    });
    let hashes = hashes.collect::<Vec<_>>().join(" ");
    format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {hashes}; style-src 'self' 'unsafe-inline'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: https:; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'self'"
    )
}

/// A page as it is sent.
pub(crate) struct PageDocument {
    /// The markup, and the scripts behind it.
    pub shell: String,
    /// The end of the document.
    pub end: String,
}

impl PageDocument {
    /// Returns all of it.
    pub fn whole(self) -> String {
        self.shell + &self.end
    }
}

/// Returns boundaries as they are sent: their content in templates, and what the script needs to know of them. That comes last,
/// and in one tag, so that nothing is read of a part before all of it is there.
pub(crate) fn part(part: &PagePart) -> String {
    let mut markup = String::new();
    part.contents
        .iter()
        .for_each(|content| template(content, &mut markup));
    markup.push_str("<meta data-late");
    if let Some(snapshot) = &part.snapshot {
        markup.push_str(&format!(" data-snapshot=\"{}\"", STANDARD.encode(snapshot)));
    }
    if !part.events.is_empty() {
        markup.push_str(&format!(" data-events=\"{}\"", part.events.join(" ")));
    }
    markup.push_str(now(part.has_effects));
    markup.push('>');
    markup
}

fn template(content: &StreamedPart, markup: &mut String) {
    let (at, keeps) = (
        content.before.0,
        if content.keeps { " data-keeps" } else { "" },
    );
    markup.push_str(&format!("<template data-at={at}{keeps}"));
    match content.vocabulary {
        Some(name) => {
            markup.push_str(&format!(" data-in><{name}>{}</{name}>", content.markup));
        }
        None => {
            markup.push('>');
            markup.push_str(&content.markup);
        }
    }
    markup.push_str("</template>");
}

/// Returns the end of the boundaries. Without a session nothing is to connect to. One that has failed says so itself.
pub(crate) fn last(has_session: Option<bool>) -> String {
    let end = if has_session == Some(false) {
        "static"
    } else {
        "live"
    };
    format!("<meta data-late data-end={end}>")
}

fn now(has_effects: bool) -> &'static str {
    if has_effects { " data-now" } else { "" }
}

/// Returns a page as it is sent: its markup in a document, with the script if there is something to start.
pub(crate) fn document(rendered: &Rendered, title: &str, ticket: Option<Ticket>) -> PageDocument {
    let starts = rendered.starts || rendered.is_streamed;
    let script = match assets::manifest().filter(|_| starts) {
        Some(manifest) => script(rendered, manifest, ticket),
        None => String::new(),
    };
    let script = script + &notice(rendered.rearranged.as_deref());
    around(&rendered.html, rendered.end, title, &script)
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

/// Puts markup into a document, as [`PageDocument::whole`].
#[cfg(any(test, feature = "testing"))]
pub(crate) fn whole(markup: &str, end: Option<usize>, title: &str, script: &str) -> String {
    around(markup, end, title, script).whole()
}

/// Puts markup into a document. Markup that is a document has an `end`, where scripts go, and is kept as it is.
fn around(markup: &str, end: Option<usize>, title: &str, script: &str) -> PageDocument {
    match end {
        None => PageDocument {
            shell: format!(
                "<!DOCTYPE html><html lang=en><head><meta charset=utf-8>\
                 <meta name=viewport content=\"width=device-width\"><title>{title}</title></head>\
                 <body>{markup}{script}"
            ),
            end: "</body></html>".to_owned(),
        },
        Some(end) => {
            let (before, after) = markup.split_at(end);
            PageDocument {
                shell: format!("<!DOCTYPE html>{before}{script}"),
                end: after.to_owned(),
            }
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
    let now = now(rendered.has_effects);
    // There may be nothing to start before a boundary has come.
    let waits = if rendered.starts { "" } else { " data-waits" };
    let bootstrap = BOOTSTRAP.of(rendered);
    format!("{tag}{now}{waits}>{bootstrap}</script>")
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
        let names = |policy: &str, script: &str| {
            let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
            policy.contains(&format!("'sha256-{hash}'"))
        };
        let Bootstrap {
            preventing,
            bare,
            streaming,
        } = BOOTSTRAP;
        assert!(names(&POLICY, preventing) && names(&POLICY, bare));
        assert!(names(&STREAMED_POLICY, streaming) && !names(&POLICY, streaming));
        for script in [preventing, bare, streaming] {
            assert!(!script.contains('\n') && !script.contains("</script"));
        }
        assert!(preventing.contains("preventDefault") && streaming.contains("preventDefault"));
        assert!(!bare.contains("preventDefault"));
        assert!(streaming.contains("HTMLTemplate") && !preventing.contains("HTMLTemplate"));
    }
}
