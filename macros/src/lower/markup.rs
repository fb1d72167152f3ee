//! Writes the markup of a template: static pieces with holes between them, and the parts that belong to it.

use std::collections::HashSet;

use proc_macro2::Span;

use super::model::{Asset, Hole, Locator, Part, Root, Template};
use super::place;
use super::table::LocalId;

/// One template being written.
#[derive(Default)]
pub struct TemplateWriter {
    pieces: Vec<String>,
    piece: String,
    holes: Vec<Hole>,
    parts: Vec<Part>,
    anchors: u16,
    lines: Vec<u32>,
    is_document: bool,
    assets: Vec<Asset>,
}

impl TemplateWriter {
    /// Writes markup without escaping it.
    pub fn raw(&mut self, markup: &str) {
        self.piece.push_str(markup);
    }

    /// Writes escaped character data. A parser would read a bare carriage return as a line feed.
    pub fn text(&mut self, text: &str) {
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
        self.raw(&escaped.replace('\r', "&#13;"));
    }

    /// Writes ` name="value"`.
    pub fn attribute(&mut self, name: &str, value: &str) {
        self.raw(&format!(" {name}=\""));
        self.attribute_text(value);
        self.raw("\"");
    }

    /// Writes the address of an asset as an attribute.
    pub fn asset(&mut self, name: &str, asset: Asset) {
        self.attribute(name, &asset.address);
        self.assets.push(asset);
    }

    /// Writes the text between the quotes of an attribute.
    pub fn attribute_text(&mut self, value: &str) {
        let escaped = value.replace('&', "&amp;").replace('"', "&quot;");
        self.raw(&escaped.replace('\r', "&#13;"));
    }

    pub fn hole(&mut self, hole: Hole) {
        self.pieces.push(std::mem::take(&mut self.piece));
        self.holes.push(hole);
    }

    /// Begins a start tag. `written` is the place of the element in the source.
    pub fn start(&mut self, name: &str, written: Span) {
        self.raw(&format!("<{name}"));
        self.lines.push(written.start().line as u32);
    }

    /// Records that the root is `<html>`.
    pub fn document(&mut self) {
        self.is_document = true;
    }

    pub fn part(&mut self, part: Part) {
        self.parts.push(part);
    }

    /// Writes an explicit mark into the start tag that is being written.
    pub fn anchor_element(&mut self) -> Locator {
        let number = self.next_anchor();
        self.hole(Hole::AnchorElement(number));
        place::anchor(number)
    }

    /// Reserves the number of an explicit mark between nodes, which [`Self::anchor_comment`] writes.
    pub fn next_anchor(&mut self) -> u16 {
        self.anchors += 1;
        self.anchors - 1
    }

    /// Writes an explicit mark between nodes.
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
            lines: self.lines,
            is_document: self.is_document,
            assets: self.assets,
            visible,
            span,
        }
    }
}
