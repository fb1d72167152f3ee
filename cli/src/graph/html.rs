//! Draws the graph as a web page: the nodes of each component from left to right, each to the right of the nodes that
//! it uses.

use std::fmt::Write;

use super::{edges, sentence, title};
use crate::facts::{Component, Node};

const STYLE: &str = "
:root { color-scheme: light dark; --paper: #fbfcfd; --card: #fff; --ink: #1d2733; --faint: #6c7a89; --line: #0f1e2e26;
  --iso: #c98a00; --open: #d9622b; --client: #2f8f3e; --server: #2b6fd0; --const: #8794a3; --static: #8794a3; }
@media (prefers-color-scheme: dark) { :root { --paper: #10151b; --card: #171e27; --ink: #e3e9f0; --faint: #93a1b1;
  --line: #ffffff2e; --iso: #f0b83b; --open: #ff9a66; --client: #69c97a; --server: #77aefc; --const: #8a97a6;
  --static: #8a97a6; } }
body { margin: 2rem; font: 14px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.3rem; margin: 0 0 .3rem; }
h2 { font-size: 1rem; margin: 2.2rem 0 .6rem; }
h2 small, p { color: var(--faint); font-weight: 400; }
p span { display: inline-block; margin-right: 1.6rem; }
p b { margin-right: .45rem; font-weight: 500; }
section { overflow-x: auto; }
rect { fill: var(--card); stroke: var(--line); }
.bar { stroke: none; fill: currentColor; }
path { fill: none; stroke: var(--line); stroke-width: 1.5; }
text { fill: var(--ink); font-size: 13px; }
.why { fill: var(--faint); font-size: 11.5px; }
.colour { fill: currentColor; font-size: 11.5px; }
g:hover rect:first-of-type { stroke: currentColor; }
.iso { color: var(--iso); } .open { color: var(--open); } .client { color: var(--client); }
.server { color: var(--server); } .const { color: var(--const); } .static { color: var(--static); }
";

const WIDTH: usize = 330;
const HEIGHT: usize = 48;
const STEP_X: usize = WIDTH + 70;
const STEP_Y: usize = HEIGHT + 12;

/// The number of letters of a reason that fit.
const ROOM: usize = 52;

/// Returns the page.
pub fn page(components: &[&Component]) -> String {
    let mut page = format!(
        "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Colours</title><style>{STYLE}</style>\
         <h1>What runs where</h1><p>{}</p>",
        legend()
    );
    for component in components {
        let Component {
            name, file, line, ..
        } = component;
        let _ = write!(
            page,
            "<h2>{} <small>{}:{line}</small></h2><section>{}</section>",
            escaped(name),
            escaped(file),
            drawing(component)
        );
    }
    page
}

fn legend() -> String {
    let meanings = [
        ("iso", "both sides: the browser writes it"),
        ("open", "settled when a page is rendered"),
        ("client", "runs in the browser"),
        ("server", "runs on the server"),
        ("static", "runs once, on the server"),
    ];
    let entry =
        |(colour, meaning)| format!("<span><b class={colour}>● {colour}</b>{meaning}</span>");
    meanings.map(entry).concat()
}

fn drawing(component: &Component) -> String {
    let places = places(component);
    let count = |axis: fn(&(usize, usize)) -> usize| places.iter().map(axis).max().unwrap_or(0) + 1;
    let (columns, rows) = (count(|place| place.0), count(|place| place.1));
    let mut drawing = format!(
        "<svg width={} height={}>",
        (columns - 1) * STEP_X + WIDTH + 2,
        rows * STEP_Y
    );
    for (from, to) in edges(component) {
        drawing.push_str(&arrow(places[from], places[to]));
    }
    for (node, place) in component.nodes.iter().zip(&places) {
        drawing.push_str(&card(node, &component.file, *place));
    }
    drawing + "</svg>"
}

/// Returns the column and row of each node. A node is one column to the right of the last node that it uses.
fn places(component: &Component) -> Vec<(usize, usize)> {
    let edges = edges(component);
    let mut columns = vec![0; component.nodes.len()];
    // Nodes that use each other would never settle.
    for _ in 0..component.nodes.len() {
        for (from, to) in &edges {
            if columns[*to] <= columns[*from] && columns[*from] + 1 < component.nodes.len() {
                columns[*to] = columns[*from] + 1;
            }
        }
    }
    let mut rows = vec![0; component.nodes.len() + 1];
    let mut place = |column: usize| {
        rows[column] += 1;
        (column, rows[column] - 1)
    };
    columns.into_iter().map(&mut place).collect()
}

fn arrow(from: (usize, usize), to: (usize, usize)) -> String {
    let (x, y) = (from.0 * STEP_X + WIDTH, from.1 * STEP_Y + HEIGHT / 2);
    let (to_x, to_y) = (to.0 * STEP_X, to.1 * STEP_Y + HEIGHT / 2);
    let middle = x.midpoint(to_x);
    format!("<path d=\"M{x} {y}C{middle} {y} {middle} {to_y} {to_x} {to_y}\"/>")
}

fn card(node: &Node, file: &str, (column, row): (usize, usize)) -> String {
    let (x, y) = (column * STEP_X + 1, row * STEP_Y + 1);
    let Node { colour, reason, .. } = node;
    format!(
        "<g class=\"{colour}\" transform=\"translate({x} {y})\"><title>{}</title>\
         <rect width={WIDTH} height={HEIGHT} rx=7 /><rect class=bar width=4 height={HEIGHT} rx=2 />\
         <text x=14 y=20>{}</text><text class=colour x={} y=20 text-anchor=end>{colour}</text>\
         <text class=why x=14 y=38>{}</text></g>",
        escaped(&sentence(node, file)),
        escaped(&title(node).replace('`', "")),
        WIDTH - 10,
        escaped(&shortened(reason)),
    )
}

fn shortened(reason: &str) -> String {
    let plain = reason.replace('`', "");
    if plain.chars().count() <= ROOM {
        return plain;
    }
    plain.chars().take(ROOM - 1).chain(['…']).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
