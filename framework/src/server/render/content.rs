//! Writes mounted trees as content of an update: templates by number, and the content of their holes.

use serde_bytes::ByteBuf;

use super::html;
use super::markup::Ancestors;
use super::mount::Output;
use super::patch::PartPlace;
use crate::part::{Escape, Hole, Root, Target, Template, Value, place};
use crate::server::page_state::ops::owned;
use crate::server::stage::Canvas;
use crate::wire::message::{self, Cell, Content, Mark, Takes};
use crate::wire::number::{Region, TemplateNumber};

/// The content of one insertion.
#[derive(Default)]
pub(crate) struct Contents {
    /// The content of the open holes, from the outermost.
    inner: Vec<Vec<Content>>,
    outer: Vec<Content>,
    uses: Vec<PartialContent>,
}

/// A use of a template whose holes are being filled.
struct PartialContent {
    template: TemplateNumber,
    cells: Vec<Cell>,
}

impl Contents {
    /// Returns what was mounted.
    pub fn into_content(self) -> Vec<Content> {
        self.outer
    }

    fn cell(&mut self, cell: Cell) {
        if let Some(open) = self.uses.last_mut() {
            open.cells.push(cell);
        }
    }

    fn content(&mut self, content: Content) {
        self.inner
            .last_mut()
            .unwrap_or(&mut self.outer)
            .push(content);
    }
}

impl Output for Contents {
    fn open(&mut self, canvas: &Canvas, template: &'static Template, region: Option<Region>) {
        let (cells, is_region) = (Vec::with_capacity(template.holes.len()), region.is_some());
        self.uses.push(PartialContent {
            template: canvas.template(template, is_region, || define(template, is_region)),
            cells,
        });
    }

    fn piece(&mut self, _markup: &'static str) {}

    fn mark(&mut self, _hole: &Hole, _region: Region) {}

    fn text(&mut self, text: &str, _lone: bool, escape: Escape) {
        self.cell(Cell::Text(html::shown(text, escape).into_owned()));
    }

    fn value(&mut self, target: Target, value: Value) {
        // `Client` leaves the target alone, as for a value that the client computes.
        let value = html::trusted(target, value);
        self.cell(value.map_or(Cell::Client, Cell::Value));
    }

    fn html(&mut self, html: &str, _inside: Ancestors) {
        self.cell(Cell::Value(Value::Text(html.into())));
    }

    fn spread(&mut self, attributes: Vec<(String, Value)>, _classes: bool) {
        let attributes = attributes
            .iter()
            .filter_map(|(name, value)| html::trusted_attribute(name, value));
        self.cell(Cell::Spread(attributes.collect()));
    }

    fn computed(&mut self) -> bool {
        self.cell(Cell::Client);
        true
    }

    fn place(&self) -> PartPlace {
        PartPlace::default()
    }

    fn enter(&mut self, _inside: Ancestors) {
        self.inner.push(Vec::new());
    }

    fn leave(&mut self) {
        let content = self.inner.pop().unwrap_or_default();
        self.cell(Cell::Structure(content));
    }

    fn scripts(&mut self) {}

    fn close(&mut self) {
        if let Some(PartialContent { template, cells }) = self.uses.pop() {
            self.content(Content::Fragment { template, cells });
        }
    }

    fn plain(&mut self, text: &str) {
        self.content(Content::Text(html::shown(text, Escape::Text).into_owned()));
    }

    fn end(&self) -> usize {
        self.inner.last().unwrap_or(&self.outer).len()
    }

    fn take_back(&mut self, end: usize) {
        self.inner
            .last_mut()
            .unwrap_or(&mut self.outer)
            .truncate(end);
    }
}

/// Returns a template in the form in which it is sent.
fn define(template: &Template, is_region: bool) -> message::Template {
    let mut outline = Outline::new(template);
    outline.draw(template);
    message::Template {
        html: outline.html,
        mark: match (template.root, is_region) {
            (Root::Element, true) => Mark::Element,
            (Root::Element, false) => Mark::None,
            (Root::Range | Root::Transparent, true) => Mark::Range,
            (Root::Range | Root::Transparent, false) => Mark::Loose,
        },
        holes: outline.holes,
    }
}

/// A template with its holes empty.
struct Outline {
    html: String,
    holes: Vec<message::Hole>,
    /// The first number that is not used for a mark.
    mark: u16,
}

impl Outline {
    fn new(template: &Template) -> Self {
        let marks = template.holes.iter().filter_map(|hole| match hole {
            Hole::AnchorElement(mark) | Hole::AnchorComment(mark) => Some(mark + 1),
            _ => None,
        });
        Self {
            html: String::new(),
            holes: Vec::new(),
            mark: marks.max().unwrap_or(0),
        }
    }

    fn draw(&mut self, template: &Template) {
        for (piece, hole) in template.pieces.iter().zip(template.holes) {
            self.html.push_str(piece);
            self.hole(hole);
        }
        self.html
            .push_str(template.pieces.last().copied().unwrap_or_default());
    }

    fn hole(&mut self, hole: &Hole) {
        match *hole {
            Hole::Mark | Hole::Inert | Hole::InertEnd | Hole::Head => {}
            Hole::AnchorElement(mark) => self.html.push_str(&format!(" _=.{mark}")),
            Hole::AnchorComment(mark) => self.comment(mark),
            Hole::Text { at, lone, .. } => {
                self.html.push_str(if lone { "<!>" } else { "" });
                self.takes(at.0, Takes::Target(Target::Text));
            }
            Hole::Value { at, target } => self.takes(at.0, Takes::Target(owned(target))),
            Hole::Html { at, .. } => self.takes(at.0, Takes::Target(Target::Html)),
            Hole::Spread { at, classes } => {
                self.html.push_str(if classes { "\"" } else { "" });
                self.takes(at.0, Takes::Spread);
            }
            Hole::Structure { at, .. } if at.0.is_empty() => self.content(),
            Hole::Structure { at, .. } => self.takes(at.0, Takes::Structure),
            Hole::Scripts => {}
        }
    }

    /// A hole that no one looks for once it is filled: until then it has a mark.
    fn content(&mut self) {
        let mark = self.mark;
        self.mark += 1;
        self.comment(mark);
        self.takes(&place::mark(mark), Takes::Content);
    }

    fn comment(&mut self, mark: u16) {
        self.html.push_str(&format!("<!--.{mark}-->"));
    }

    fn takes(&mut self, at: &[u8], takes: Takes) {
        let at = ByteBuf::from(at);
        self.holes.push(message::Hole { at, takes });
    }
}
