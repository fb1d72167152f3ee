//! Mounts to content: templates by number, and what fills their holes.

use serde_bytes::ByteBuf;

use super::html;
use super::mount::Output;
use super::ops::owned;
use super::stage::Stage;
use crate::part::{Hole, Root, Target, Template, Value};
use crate::wire::message::{self, Cell, Content, Mark, Takes};

/// The content of one insertion.
#[derive(Default)]
pub(crate) struct Contents {
    /// What stands in the holes that are open, from the outermost.
    inner: Vec<Vec<Content>>,
    outer: Vec<Content>,
    uses: Vec<Use>,
}

/// The use of a template that is being filled.
struct Use {
    template: u32,
    cells: Vec<Cell>,
}

impl Contents {
    /// What was mounted.
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
    fn open(&mut self, stage: &Stage, template: &'static Template, region: Option<u32>) {
        let cells = Vec::with_capacity(template.holes.len());
        self.uses.push(Use {
            template: stage.template(template, region.is_some()),
            cells,
        });
    }

    fn piece(&mut self, _markup: &'static str) {}

    fn mark(&mut self, _hole: &Hole, _region: u32) {}

    fn text(&mut self, text: &str, _lone: bool) {
        self.cell(Cell::Text(text.into()));
    }

    fn value(&mut self, target: Target, value: Value) {
        self.cell(Cell::Value(html::trusted(target, value)));
    }

    fn spread(&mut self, attributes: Vec<(String, Value)>) {
        self.cell(Cell::Spread(html::trusted_spread(attributes).collect()));
    }

    fn computed(&mut self) -> bool {
        self.cell(Cell::Client);
        true
    }

    fn enter(&mut self) {
        self.inner.push(Vec::new());
    }

    fn leave(&mut self) {
        let content = self.inner.pop().unwrap_or_default();
        self.cell(Cell::Structure(content));
    }

    fn close(&mut self) {
        if let Some(Use { template, cells }) = self.uses.pop() {
            self.content(Content::Fragment { template, cells });
        }
    }

    fn plain(&mut self, text: &str) {
        self.content(Content::Text(text.into()));
    }
}

/// A template as the browser gets it.
pub(crate) fn define(template: &Template, is_region: bool) -> message::Template {
    message::Template {
        html: skeleton(template),
        mark: match (template.root, is_region) {
            (Root::Element, true) => Mark::Element,
            (Root::Element, false) => Mark::None,
            (Root::Range | Root::Transparent, true) => Mark::Range,
            (Root::Range | Root::Transparent, false) => Mark::Loose,
        },
        holes: template.holes.iter().filter_map(hole).collect(),
    }
}

/// Its markup with the holes empty.
fn skeleton(template: &Template) -> String {
    let mut html = String::new();
    for (piece, hole) in template.pieces.iter().zip(template.holes) {
        html.push_str(piece);
        match hole {
            Hole::AnchorElement(anchor) => html.push_str(&format!(" _=.{anchor}")),
            Hole::AnchorComment(anchor) => html.push_str(&format!("<!--.{anchor}-->")),
            Hole::Text { lone: true, .. } => html.push_str("<!>"),
            _ => {}
        }
    }
    html + template.pieces.last().copied().unwrap_or_default()
}

fn hole(hole: &Hole) -> Option<message::Hole> {
    let (at, takes) = match *hole {
        Hole::Mark | Hole::AnchorElement(_) | Hole::AnchorComment(_) => return None,
        Hole::Text { at, .. } => (at, Takes::Target(Target::Text)),
        Hole::Value { at, target } => (at, Takes::Target(owned(target))),
        Hole::Spread { at } => (at, Takes::Spread),
        Hole::Structure { at } => (at, Takes::Structure),
    };
    Some(message::Hole {
        at: ByteBuf::from(at.0),
        takes,
    })
}
