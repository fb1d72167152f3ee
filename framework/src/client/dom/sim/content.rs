//! New content: clones of templates, with their holes filled and their regions numbered.

use std::cell::{Cell, OnceCell, RefCell};

use super::patch::set;
use super::places::{self, NodeGap, RegionStart};
use super::{Dom, Neighbour, NodeRef, Shape, Sim, Vocabulary};
use crate::client::bind;
use crate::client::page;
use crate::part::{Control, Target, Value};
use crate::wire::column::Reader;
use crate::wire::number::Region;
use crate::wire::read;

/// The first of the numbers for the marks of fragments that are not regions; they count downwards.
const NO_REGION: u32 = u32::MAX;

/// The numbers of the variants of [`Mark`](crate::wire::message::Mark) whose nodes are in brackets. Those up to the first
/// one are not regions.
mod mark_tag {
    pub(super) const LOOSE: u8 = 1;
    pub(super) const RANGE: u8 = 3;
}

/// The numbers of the variants of [`Cell`](crate::wire::message::Cell).
mod cell_tag {
    pub(super) const TEXT: u8 = 0;
    pub(super) const VALUE: u8 = 1;
    pub(super) const STRUCTURE: u8 = 3;
    pub(super) const SPREAD: u8 = 4;
}

/// The numbers of two variants of [`Takes`](crate::wire::message::Takes).
const TAKES_TARGET: u8 = 0;
const TAKES_CONTENT: u8 = 3;

/// A template that was received. It is parsed for each vocabulary in which it is used: `<a>` and `<title>` are elements
/// of HTML and of SVG, and a component does not know where it is used.
pub(super) struct ReceivedTemplate {
    html: String,
    parsed: [OnceCell<NodeRef>; 3],
    mark: u8,
    /// The holes, as they were received.
    holes: Vec<u8>,
}

impl ReceivedTemplate {
    /// Makes a template of the bytes of a message from the template on.
    pub(super) fn new(bytes: &[u8]) -> Self {
        let mut reader = Reader::exact(bytes);
        let html = read::text(&mut reader);
        Self {
            html,
            parsed: Default::default(),
            mark: reader.byte(),
            holes: reader.rest().to_vec(),
        }
    }

    fn copy(&self, dom: &Sim, vocabulary: Vocabulary) -> NodeRef {
        let parsed = &self.parsed[vocabulary as usize];
        dom.copy(parsed.get_or_init(|| dom.template(&self.html, vocabulary)))
    }
}

/// Makes content inside a region.
pub(super) struct Maker<'a> {
    dom: &'a Sim,
    /// The number of fragments that are not regions and are being filled.
    depth: Cell<u32>,
    /// The selects of the content; they choose when their options are there.
    selects: RefCell<Vec<NodeRef>>,
}

impl<'a> Maker<'a> {
    pub(super) fn new(dom: &'a Sim) -> Self {
        Self {
            dom,
            depth: Cell::new(0),
            selects: RefCell::default(),
        }
    }

    /// Makes the content that is read next, ready to be inserted.
    pub(super) fn finished(
        &self,
        parent: Option<Region>,
        vocabulary: Vocabulary,
        contents: &mut Reader,
    ) -> NodeRef {
        let made = self.make(parent, vocabulary, contents);
        for select in self.selects.take() {
            if let Some(controls) = page::current().registry.controls_part() {
                (controls.choose_said)(self.dom, &select);
            }
        }
        made
    }

    /// Makes the content that is read next in a vocabulary, as a fragment. Its regions are numbered in document order.
    fn make(
        &self,
        parent: Option<Region>,
        vocabulary: Vocabulary,
        contents: &mut Reader,
    ) -> NodeRef {
        let made = self.dom.template("", vocabulary);
        for _ in 0..contents.u32() {
            let node = match contents.byte() {
                0 => self.fragment(parent, vocabulary, contents),
                _ => {
                    let node = self.dom.create_text();
                    self.dom.splice_text(&node, 0, 0, &read::text(contents));
                    Some(node)
                }
            };
            if let Some(node) = node {
                self.dom.insert(&made, &node, None);
            }
        }
        made
    }

    /// Makes a clone of the template that is read next, filled with the cells behind it.
    fn fragment(
        &self,
        parent: Option<Region>,
        vocabulary: Vocabulary,
        cells: &mut Reader,
    ) -> Option<NodeRef> {
        let template = cells.u32() as usize;
        let template = self.dom.0.templates.borrow().get(template).cloned();
        let mut left = cells.u32();
        let filled = template.map(|template| {
            let fragment = template.copy(self.dom, vocabulary);
            let is_region = template.mark > mark_tag::LOOSE;
            let region = is_region.then(|| self.dom.0.regions.add(parent));
            let is_bracketed = matches!(template.mark, mark_tag::LOOSE | mark_tag::RANGE);
            let Some(start) = start(self.dom, &fragment, is_bracketed) else {
                return fragment;
            };
            let origin = RegionStart {
                region: region.unwrap_or(Region(NO_REGION - self.depth.get())),
                start,
            };
            if region.is_some() {
                self.dom.set_start(origin.region, Some(&origin.start));
            }
            enter_marks(self.dom, &template.html, &fragment, origin.region);
            self.depth.update(|depth| depth + 1);
            let mut holes = Reader::exact(&template.holes);
            for _ in 0..holes.u32().min(left) {
                self.fill(&origin, region.or(parent), vocabulary, &mut holes, cells);
                left -= 1;
            }
            self.depth.update(|depth| depth - 1);
            if region.is_none() {
                self.dom.drop_anchors(origin.region);
            }
            self.unwrap(&origin, template.mark);
            fragment
        });
        read::skip_all(cells, left, read::CELL);
        filled
    }

    fn unwrap(&self, origin: &RegionStart, mark: u8) {
        if mark == mark_tag::LOOSE {
            self.dom.remove(&places::last(self.dom, &origin.start));
            self.dom.remove(&origin.start);
        }
    }

    /// Fills the hole that is read next with the cell that is read next.
    fn fill(
        &self,
        origin: &RegionStart,
        parent: Option<Region>,
        vocabulary: Vocabulary,
        holes: &mut Reader,
        cells: &mut Reader,
    ) {
        let at = holes.slice();
        let takes = holes.byte();
        let target = match takes {
            TAKES_TARGET => read::target(holes),
            _ => Target::Text,
        };
        match cells.byte() {
            cell_tag::TEXT => self.fill_text(origin, at, cells),
            cell_tag::VALUE => self.fill_value(origin, at, target.as_str(), cells),
            cell_tag::SPREAD => self.spread(origin, at, cells),
            cell_tag::STRUCTURE => {
                let Some(gap) = places::gap(self.dom, origin, at) else {
                    let contents = cells.u32();
                    return read::skip_all(cells, contents, read::CONTENT);
                };
                // Content at the root of a fragment has the vocabulary of the place where the fragment will be.
                let inside = self.dom.vocabulary(&gap.parent, vocabulary);
                let content = self.make(parent, inside, cells);
                let NodeGap { parent, before } = gap;
                self.dom.insert(&parent, &content, before.as_ref());
                if let (TAKES_CONTENT, Some(mark)) = (takes, before) {
                    self.dom.remove(&mark);
                }
            }
            // A client function computes it.
            _ => {}
        }
    }

    fn fill_text(&self, origin: &RegionStart, at: &[u8], cells: &mut Reader) {
        let text = read::text(cells);
        if let Some(piece) = places::text(self.dom, origin, at) {
            piece.set(self.dom, &text);
        }
    }

    fn fill_value(
        &self,
        origin: &RegionStart,
        at: &[u8],
        target: Target<&str>,
        cells: &mut Reader,
    ) {
        let value = read::value(cells);
        set(self.dom, origin, at, target, &value);
        if target == Target::Control(Control::Choice) {
            let select = places::element(self.dom, origin, at);
            self.selects.borrow_mut().extend(select);
        }
    }

    fn spread(&self, origin: &RegionStart, at: &[u8], cells: &mut Reader) {
        let element = places::element(self.dom, origin, at);
        for _ in 0..cells.u32() {
            let (name, value) = (read::text(cells), read::value(cells));
            let Some(element) = &element else { continue };
            match &value {
                // Classes are added to the existing ones.
                Value::Text(classes) if name == "class" => {
                    for class in classes.split_ascii_whitespace() {
                        self.dom.set_class(element, class, true);
                    }
                }
                value => bind::set_on(self.dom, element, Target::Attribute(&name), value),
            }
        }
    }
}

/// Returns the node at which walks in new content begin. Content without one root element is bracketed, at least while it is
/// filled.
pub(super) fn start(dom: &Sim, fragment: &NodeRef, is_bracketed: bool) -> Option<NodeRef> {
    let first = dom.go(fragment, Neighbour::First);
    if !is_bracketed {
        return first;
    }
    let start = dom.create_comment("_");
    dom.insert(fragment, &start, first.as_ref());
    dom.insert(fragment, &dom.create_comment("/"), None);
    Some(start)
}

/// Enters the explicit marks of new content into the census.
pub(super) fn enter_marks(dom: &Sim, html: &str, fragment: &NodeRef, region: Region) {
    if html.contains("_=.") || html.contains("<!--.") {
        enter_anchors(dom, fragment, region);
    }
}

fn enter_anchors(dom: &Sim, node: &NodeRef, region: Region) {
    let mut child = dom.go(node, Neighbour::First);
    while let Some(node) = child {
        let mark = dom.mark_text(&node);
        if let Some([b'.', digits @ ..]) = mark.as_deref().map(str::as_bytes) {
            // Damaged digits are as good as others.
            let index = digits.iter().fold(0u32, |index, digit| {
                index.wrapping_mul(10).wrapping_add(u32::from(digit & 15))
            });
            dom.set_anchor(region, index, &node);
        }
        if dom.shape(&node) == Shape::Element {
            enter_anchors(dom, &node, region);
        }
        child = dom.go(&node, Neighbour::Next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::codec::encode;
    use crate::wire::message::{Cell, Mark, Takes};

    #[test]
    fn the_numbers_of_variants_are_those_of_the_codec() {
        let tag = |cell: Cell| encode(&cell)[0];
        assert_eq!(tag(Cell::Text(String::new())), cell_tag::TEXT);
        assert_eq!(tag(Cell::Value(Value::Off)), cell_tag::VALUE);
        assert_eq!(tag(Cell::Structure(Vec::new())), cell_tag::STRUCTURE);
        assert_eq!(tag(Cell::Spread(Vec::new())), cell_tag::SPREAD);
        let marks = [Mark::None, Mark::Loose, Mark::Element, Mark::Range];
        let numbers = marks.map(|mark| encode(&mark)[0]);
        assert_eq!(numbers, [0, mark_tag::LOOSE, 2, mark_tag::RANGE]);
        let takes = |takes: Takes| encode(&takes)[0];
        assert_eq!(takes(Takes::Target(Target::Text)), TAKES_TARGET);
        assert_eq!(takes(Takes::Content), TAKES_CONTENT);
    }
}
