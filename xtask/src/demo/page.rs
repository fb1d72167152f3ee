//! The page that shows the examples: for each a sentence, a picture of what it sends, and its source.

use std::{
    fmt::Write,
    fs,
    net::{Ipv4Addr, SocketAddr},
};

use tiny_http::{Header, Response, Server};

use crate::{examples::Example, shell, size::Row};

const STYLE: &str = include_str!("page.css");

/// A drop, as the icon of the page: a browser asks for none then.
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath \
    fill='%232f86e0' d='M8 1c3 4 5 6 5 9a5 5 0 0 1-10 0c0-3 2-5 5-9z'/%3E%3C/svg%3E";

/// Answers requests for the page until the process ends; the examples are on these ports.
pub fn serve(server: &Server, examples: &[Example], ports: &[u16]) {
    let page = page(examples, ports, &Sizes::committed());
    for request in server.incoming_requests() {
        let is_page = request.url() == "/";
        let mut response = Response::from_string(if is_page { &page } else { "" });
        if let Ok(header) = Header::from_bytes("Content-Type", "text/html; charset=utf-8") {
            response.add_header(header);
        }
        let status = if is_page { 200 } else { 404 };
        // A visitor who has gone away needs no answer.
        let _ = request.respond(response.with_status_code(status));
    }
}

fn page(examples: &[Example], ports: &[u16], sizes: &Sizes) -> String {
    let names = examples.iter().map(|example| &*example.name);
    let most = names.map(|name| sizes.visit(name).total()).max();
    let mut cards = String::new();
    for (example, port) in examples.iter().zip(ports) {
        cards.push_str(&card(example, *port, sizes, most.unwrap_or_default()));
    }
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Watershed examples</title><link rel=\"icon\" href=\"{ICON}\"><style>{STYLE}</style>\
         <header><h1>Watershed examples</h1><p>One component each, split by the compiler: what a click can change runs in the \
         browser, everything else stays on the server. The numbers are those of optimized builds, compressed with brotli; \
         they are measured by <code>cargo xtask size</code>.</p></header><main>{cards}</main></html>"
    )
}

fn card(example: &Example, port: u16, sizes: &Sizes, most: usize) -> String {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let Example { name, about } = example;
    let about = linked(first_sentence(about), address);
    let (visit, clicks) = (visit(&sizes.visit(name), most), clicks(&sizes.clicks(name)));
    let source = escaped(&source(name));
    format!(
        "<article><div><h2><a href=\"http://{address}/\">{name}</a></h2><p class=\"about\">{about}</p>{visit}{clicks}</div>\
         <pre tabindex=\"0\"><code>{source}</code></pre></article>"
    )
}

/// The picture of a first visit, drawn to the scale of the largest one.
fn visit(visit: &Visit, most: usize) -> String {
    if visit.total() == 0 {
        return String::new();
    }
    let parts = [
        ("html", "HTML", visit.html),
        ("glue", "script", visit.glue),
        ("wasm", "wasm", visit.wasm),
    ];
    let (mut bar, mut key) = (String::new(), String::new());
    for (class, name, bytes) in parts {
        let width = 100.0 * bytes as f64 / most.max(1) as f64;
        let bytes = kilobytes(bytes);
        let _ = write!(bar, "<i class=\"{class}\" style=\"width:{width:.2}%\"></i>");
        let _ = write!(key, "<span><i class=\"{class}\"></i>{name} {bytes}</span>");
    }
    let total = kilobytes(visit.total());
    format!(
        "<h3>A first visit sends {total}</h3><div class=\"bar\">{bar}</div><p class=\"key\">{key}</p>"
    )
}

fn clicks(clicks: &[Click]) -> String {
    if clicks.is_empty() {
        return String::new();
    }
    let rows: String = clicks.iter().map(row).collect();
    format!("<h3>A click sends</h3><table>{rows}</table>")
}

/// Makes links of the paths in a text, and code of what else is in backticks.
fn linked(text: &str, address: SocketAddr) -> String {
    let pieces = escaped(text);
    let pieces = pieces.split('`').zip([false, true].into_iter().cycle());
    let piece = |(piece, is_code): (&str, bool)| match piece {
        path if is_code && path.starts_with('/') => {
            format!("<a href=\"http://{address}{path}\"><code>{path}</code></a>")
        }
        code if is_code => format!("<code>{code}</code>"),
        text => text.to_owned(),
    };
    pieces.map(piece).collect()
}

fn row(click: &Click) -> String {
    let Click { name, up, down } = click;
    let sent = match (up, down) {
        (0, 0) => "<span class=\"none\">nothing</span>".to_owned(),
        _ => format!("↑ {up} ↓ {down} bytes"),
    };
    format!("<tr><td><code>{name}</code></td><td>{sent}</td></tr>")
}

fn kilobytes(bytes: usize) -> String {
    format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100)
}

/// The bytes of a first visit, compressed with brotli.
#[derive(Default)]
struct Visit {
    html: usize,
    glue: usize,
    wasm: usize,
}

impl Visit {
    fn total(&self) -> usize {
        self.html + self.glue + self.wasm
    }
}

/// The bytes of the messages that a click leads to.
struct Click {
    name: String,
    up: usize,
    down: usize,
}

/// The rows of `sizes.txt`.
struct Sizes(Vec<Row>);

impl Sizes {
    fn committed() -> Self {
        Self::read(&fs::read_to_string(shell::root().join("sizes.txt")).unwrap_or_default())
    }

    fn read(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        Self(lines.filter_map(|line| Row::parse(line).ok()).collect())
    }

    fn visit(&self, example: &str) -> Visit {
        let brotli = |part: &str| {
            let mut rows = self.0.iter();
            let row = rows.find(|row| row.example == example && row.part == part);
            row.and_then(|row| row.bytes.get(2).copied())
                .unwrap_or_default()
        };
        Visit {
            html: brotli("html"),
            glue: brotli("glue"),
            wasm: brotli("wasm"),
        }
    }

    fn clicks(&self, example: &str) -> Vec<Click> {
        let rows = self.0.iter().filter(|row| row.example == example);
        let clicks = rows.filter_map(|row| {
            Some(Click {
                name: row.part.strip_prefix("op:")?.to_owned(),
                up: *row.bytes.first()?,
                down: *row.bytes.get(1)?,
            })
        });
        clicks.collect()
    }
}

fn first_sentence(text: &str) -> &str {
    text.split_once(" Start it with").map_or(text, |(it, _)| it)
}

fn source(example: &str) -> String {
    let file = shell::root()
        .join("examples")
        .join(example)
        .join("src/main.rs");
    fs::read_to_string(file).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(name: &str) -> Example {
        Example {
            name: name.into(),
            about: "It counts. Start it with `cargo`.".into(),
        }
    }

    #[test]
    fn the_page_links_every_example_and_shows_its_source() {
        let examples = ["counter", "toggle"].map(example);
        let page = page(&examples, &[3001, 3005], &Sizes::read(""));
        assert!(page.contains(
            "<a href=\"http://127.0.0.1:3001/\">counter</a></h2><p class=\"about\">It counts.</p>"
        ));
        assert!(page.contains("<a href=\"http://127.0.0.1:3005/\">toggle</a>"));
        assert!(
            page.contains("pub fn Counter() -> View") && page.contains("&lt;h1>{count}&lt;/h1>")
        );
    }

    #[test]
    fn a_picture_is_drawn_of_what_is_sent() {
        let sizes = Sizes::read(
            "# a b c\ncounter html 30 20 1000\ncounter glue 3 2 500\ncounter wasm 3 2 2500\ncounter op:inc 0 0\nother op:x 1 2\n",
        );
        let page = page(&[example("counter")], &[3001], &sizes);
        assert!(page.contains("A first visit sends 4.0 kB"));
        assert!(page.contains("<i class=\"wasm\" style=\"width:62.50%\"></i>"));
        assert!(
            page.contains("<td><code>inc</code></td><td><span class=\"none\">nothing</span></td>")
        );
        assert!(!page.contains("<code>x</code>"));
        assert_eq!(
            row(&sizes.clicks("other")[0]),
            "<tr><td><code>x</code></td><td>↑ 1 ↓ 2 bytes</td></tr>"
        );
    }

    #[test]
    fn every_example_has_numbers() {
        let sizes = Sizes::committed();
        for name in [
            "counter",
            "gallery",
            "hackernews",
            "profile",
            "rows",
            "toggle",
        ] {
            assert!(sizes.visit(name).wasm > 0, "{name}");
        }
    }
}
