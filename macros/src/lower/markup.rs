//! Markup while it is written: static pieces with holes between them, and the parts that belong to it.

use std::collections::HashSet;

use proc_macro2::Span;

use super::model::{Hole, Locator, Part, Root, Template};
use super::place;
use super::table::LocalId;

/// One template being written.
#[derive(Default)]
pub struct Markup {
    pieces: Vec<String>,
    piece: String,
    holes: Vec<Hole>,
    parts: Vec<Part>,
    anchors: u16,
}

impl Markup {
    /// Markup as it stands.
    pub fn raw(&mut self, markup: &str) {
        self.piece.push_str(markup);
    }

    /// Character data.
    pub fn text(&mut self, text: &str) {
        self.raw(&text.replace('&', "&amp;").replace('<', "&lt;"));
    }

    /// ` name="value"`
    pub fn attribute(&mut self, name: &str, value: &str) {
        self.raw(&format!(" {name}=\""));
        self.attribute_text(value);
        self.raw("\"");
    }

    /// What stands between the quotes of an attribute.
    pub fn attribute_text(&mut self, value: &str) {
        self.raw(&value.replace('&', "&amp;").replace('"', "&quot;"));
    }

    pub fn hole(&mut self, hole: Hole) {
        self.pieces.push(std::mem::take(&mut self.piece));
        self.holes.push(hole);
    }

    pub fn part(&mut self, part: Part) {
        self.parts.push(part);
    }

    /// An explicit mark in the start tag that is being written.
    pub fn anchor_element(&mut self) -> Locator {
        let number = self.next_anchor();
        self.hole(Hole::AnchorElement(number));
        place::anchor(number)
    }

    /// Reserves an explicit mark between nodes; [`Self::anchor_comment`] writes it.
    pub fn next_anchor(&mut self) -> u16 {
        self.anchors += 1;
        self.anchors - 1
    }

    /// An explicit mark between nodes.
    pub fn anchor_comment(&mut self, number: u16) {
        self.hole(Hole::AnchorComment(number));
    }

    pub fn finish(mut self, root: Root, visible: HashSet<LocalId>, span: Span) -> Template {
        self.pieces.push(self.piece);
        Template {
            root,
            pieces: self.pieces,
            holes: self.holes,
            parts: self.parts,
            visible,
            span,
        }
    }
}
