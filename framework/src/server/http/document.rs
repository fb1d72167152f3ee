//! The document around a page's markup, and the script that starts its client functions.

use std::sync::LazyLock;

use axum::http::HeaderValue;
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
pub(crate) static POLICY: LazyLock<HeaderValue> =
    LazyLock::new(|| policy(&[BOOTSTRAP.preventing, BOOTSTRAP.bare]));

/// The content security policy of a page whose boundaries come behind it.
pub(crate) static STREAMED_POLICY: LazyLock<HeaderValue> =
    LazyLock::new(|| policy(&[BOOTSTRAP.streaming]));

fn policy(scripts: &[&str]) -> HeaderValue {
    let hashes = scripts.iter().map(|script| {
        let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
        format!("'sha256-{hash}'")
    });
    let hashes = hashes.collect::<Vec<_>>().join(" ");
    let policy = format!(
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' {hashes}; style-src 'self' 'unsafe-inline'; \
         style-src-attr 'unsafe-inline'; img-src 'self' data: https:; object-src 'none'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'self'"
    );
    HeaderValue::try_from(policy).expect("a policy is plain ASCII")
}

/// A page as it is sent.
pub(crate) struct PageDocument {
    /// The markup, and the scripts behind it. There is room for the end.
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
    attribute(&mut markup, "events", |value| join(&part.events, value));
    markup.push_str(now(part.has_effects));
    markup.push('>');
    markup
}

/// Writes an attribute, unless its value is empty.
fn attribute(tag: &mut String, name: &str, value: impl FnOnce(&mut String)) {
    let before = tag.len();
    tag.extend([" data-", name, "=\""]);
    let start = tag.len();
    value(tag);
    match tag.len() == start {
        true => tag.truncate(before),
        false => tag.push('"'),
    }
}

/// Writes names with spaces between them.
fn join(names: &[&str], out: &mut String) {
    for (at, name) in names.iter().enumerate() {
        out.push_str(if at == 0 { "" } else { " " });
        out.push_str(name);
    }
}

fn template(content: &StreamedPart, markup: &mut String) {
    let at = content.before.0;
    markup.push_str(&format!("<template data-at={at}"));
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
    let manifest = assets::manifest().filter(|_| starts);
    let room = manifest.map_or(0, |_| room(rendered));
    around(&rendered.html, rendered.end, title, room, |out| {
        if let Some(manifest) = manifest {
            script(rendered, manifest, ticket, out);
        }
        if let Some(rearranged) = &rendered.rearranged {
            notice(rearranged, out);
        }
    })
}

/// Shows the terminal's warnings about a page's markup on the page. It is behind the script, where the browser takes it for
/// foreign.
fn notice(rearranged: &str, out: &mut String) {
    let text = rearranged.replace('&', "&amp;").replace('<', "&lt;");
    out.push_str(&format!(
        "<p role=alert id=watershed-notice style=\"position:fixed;inset:auto 0 0;margin:0;padding:1em;\
         background:#b00020;color:#fff;font:16px/1.4 sans-serif;z-index:2147483647\">{text}</p>"
    ));
}

/// Puts markup into a document, as [`PageDocument::whole`].
#[cfg(any(test, feature = "testing"))]
pub(crate) fn whole(markup: &str, end: Option<usize>, title: &str, script: &str) -> String {
    around(markup, end, title, script.len(), |out| out.push_str(script)).whole()
}

/// Bytes of a document besides its markup, title and scripts, at most.
const FRAME: usize = 128;

/// Puts markup into a document, with scripts that take about `room` bytes. Markup that is a document has an `end`, where
/// scripts go, and is kept as it is.
fn around(
    markup: &str,
    end: Option<usize>,
    title: &str,
    room: usize,
    scripts: impl FnOnce(&mut String),
) -> PageDocument {
    let mut shell = String::with_capacity(markup.len() + title.len() + room + FRAME);
    shell.push_str("<!DOCTYPE html>");
    let end = match end {
        None => {
            shell.extend([
                "<html lang=en><head><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>",
                title,
                "</title></head><body>",
                markup,
            ]);
            "</body></html>"
        }
        Some(end) => {
            let (before, after) = markup.split_at(end);
            shell.push_str(before);
            after
        }
    };
    scripts(&mut shell);
    PageDocument {
        shell,
        end: end.to_owned(),
    }
}

/// Returns about how many bytes the script of a page takes, besides its names of files.
fn room(rendered: &Rendered) -> usize {
    let encoded = rendered.snapshot.len() + rendered.names.len();
    BOOTSTRAP.of(rendered).len() + encoded * 4 / 3 + 256
}

fn script(rendered: &Rendered, manifest: &Manifest, ticket: Option<Ticket>, out: &mut String) {
    out.push_str("<script");
    attribute(out, "glue", |value| address(&manifest.glue, value));
    attribute(out, "wasm", |value| address(&manifest.wasm, value));
    attribute(out, "events", |value| join(&rendered.events, value));
    attribute(out, "snapshot", |value| {
        STANDARD.encode_string(&rendered.snapshot, value);
    });
    if let Some(ticket) = ticket {
        attribute(out, "ticket", |value| {
            STANDARD.encode_string([&ticket.0[..], &rendered.names].concat(), value);
        });
    }
    // There may be nothing to start before a boundary has come.
    let waits = if rendered.starts { "" } else { " data-waits" };
    let bootstrap = BOOTSTRAP.of(rendered);
    out.extend([
        now(rendered.has_effects),
        waits,
        ">",
        bootstrap,
        "</script>",
    ]);
}

fn address(file: &str, out: &mut String) {
    out.extend([assets::ROUTE, "/", file]);
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
        let names = |policy: &HeaderValue, script: &str| {
            let hash = STANDARD.encode(Sha256::digest(script.as_bytes()));
            let policy = policy.to_str().expect("plain ASCII");
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
