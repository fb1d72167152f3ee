//! Applies the operations of an update, as it reads them. An operation on a part that is gone does nothing.

use super::content::{Maker, ReceivedTemplate};
use super::controls::changing;
use super::link::SessionLink;
use crate::client::bind;
use crate::client::dom::{Dom, Host, Neighbour, Node, Vocabulary};
use crate::client::locate::{self, Gap, RegionStart, TextPiece};
use crate::client::page::Page;
use crate::graph::share;
use crate::part::Target;
use crate::wire::column::Reader;
use crate::wire::number::{NodeNumber, Region};
use crate::wire::read::{self, op_tag};

/// Applies the operation that is read next to a page.
pub(super) fn apply(page: &Page, link: &SessionLink, reader: &mut Reader) {
    let patch = Patcher {
        page,
        dom: &page.dom,
        link,
    };
    match reader.byte() {
        op_tag::TEMPLATE => {
            let template = share(ReceivedTemplate::new(reader.rest()));
            link.templates.borrow_mut().push(template);
        }
        op_tag::INSERT => patch.insert(reader),
        op_tag::MOVE => patch.moves(reader),
        tag => patch.run(tag, reader),
    }
}

struct Patcher<'a> {
    page: &'a Page,
    dom: &'a Host,
    link: &'a SessionLink,
}

/// A place for content: in front of a region or, if there is a hole, at the end of that hole of the region.
struct Destination<'a> {
    region: Region,
    hole: Option<&'a [u8]>,
}

impl<'a> Destination<'a> {
    fn read(reader: &mut Reader<'a>) -> Self {
        let is_inside = reader.byte() != 0;
        Self {
            region: Region(reader.u32()),
            hole: is_inside.then(|| reader.slice()),
        }
    }
}

impl Patcher<'_> {
    /// Applies an operation to each region or node of a column.
    fn run(&self, tag: u8, reader: &mut Reader) {
        let at = match tag {
            op_tag::TEXT | op_tag::SPLICE | op_tag::VALUE => reader.slice(),
            _ => &[],
        };
        let target = match tag {
            op_tag::VALUE => read::target(reader),
            _ => Target::Text,
        };
        let uplink = if tag > op_tag::NODE { reader.byte() } else { 0 };
        let numbers = read::numbers(reader);
        // A value for each number.
        let values = match tag {
            op_tag::TEXT..=op_tag::NODE => reader.u32(),
            _ => u32::MAX,
        };
        for (number, _) in numbers.into_iter().zip(0..values) {
            let (region, node) = (Region(number), NodeNumber(number));
            match tag {
                op_tag::REMOVE => self.link.regions.remove(self.page, region),
                op_tag::HIDE | op_tag::SHOW => {
                    let is_shown = tag == op_tag::SHOW;
                    if !self.link.gates.overrules(region, is_shown) {
                        self.link.regions.turn(self.dom, region, is_shown);
                    }
                }
                op_tag::TEXT => self.text(region, at, reader),
                op_tag::SPLICE => self.splice(region, at, reader),
                op_tag::VALUE => self.value(region, at, target.as_str(), reader),
                op_tag::NODE => self.link.receive(self.page, node, reader.slice()),
                _ => self.link.need(self.page, node, uplink),
            }
        }
    }

    #[inline(never)]
    fn text(&self, region: Region, at: &[u8], reader: &mut Reader) {
        let value = read::text(reader);
        if let Some(piece) = self.piece(region, at) {
            bind::set_text(self.dom, &piece, &value);
        }
    }

    #[inline(never)]
    fn splice(&self, region: Region, at: &[u8], reader: &mut Reader) {
        let (start, removed) = (reader.u32(), reader.u32());
        let inserted = read::text(reader);
        if let Some(piece) = self.piece(region, at) {
            bind::splice(self.dom, &piece, start, removed, &inserted);
        }
    }

    fn piece(&self, region: Region, at: &[u8]) -> Option<TextPiece> {
        locate::text(self.dom, &RegionStart::of(self.dom, region)?, at)
    }

    #[inline(never)]
    fn value(&self, region: Region, at: &[u8], target: Target<&str>, reader: &mut Reader) {
        let value = read::value(reader);
        let Some(origin) = RegionStart::of(self.dom, region) else {
            return;
        };
        let Target::Control(control) = target else {
            return bind::set(self.dom, &origin, at, target, &value);
        };
        if let Some(controls) = self.page.registry.controls_part()
            && let Some(node) = locate::element(self.dom, &origin, at)
        {
            (controls.say)(&self.link.answers, self.dom, &node, control, value);
        }
    }

    fn insert(&self, reader: &mut Reader) {
        let place = Destination::read(reader);
        let Some(gap) = self.gap(&place) else { return };
        let regions = &self.link.regions;
        let parent = match place.hole {
            None => regions.parent(place.region),
            Some(_) => Some(place.region),
        };
        let vocabulary = self.dom.vocabulary(&gap.parent, Vocabulary::Html);
        let first = regions.next();
        let made = Maker::new(self.dom, self.link).finished(parent, vocabulary, reader);
        changing(self.dom, &gap.parent, &mut || {
            self.dom.insert(&gap.parent, &made, gap.before.as_ref());
        });
        if let Some(hole) = place.hole
            && regions.next() > first
        {
            self.link.gates.note(place.region, hole, first);
        }
    }

    #[inline(never)]
    fn moves(&self, reader: &mut Reader) {
        for _ in 0..reader.u32() {
            self.shift(Region(reader.u32()), reader);
        }
    }

    /// Moves a region to the place that is read next. If the focus is in it, it stays and its siblings move instead:
    /// leaving the document would lose the focus, the caret and a composition.
    fn shift(&self, region: Region, reader: &mut Reader) {
        let place = Destination::read(reader);
        let Some(nodes) = self.link.regions.standing(self.dom, region) else {
            return;
        };
        let Some(gap) = self
            .gap(&place)
            .filter(|gap| gap.before.as_ref() != nodes.first())
        else {
            return;
        };
        let focused = self.dom.focused();
        match focused.filter(|focused| nodes.iter().any(|node| self.dom.holds(node, focused))) {
            Some(_) => self.shift_others(&nodes, &gap),
            None => self.put(&gap, &nodes),
        }
    }

    fn put(&self, gap: &Gap, nodes: &[Node]) {
        changing(self.dom, &gap.parent, &mut || {
            nodes
                .iter()
                .for_each(|node| self.dom.insert(&gap.parent, node, gap.before.as_ref()));
        });
    }

    /// Moves the nodes between some siblings and a gap to the other side of the siblings.
    fn shift_others(&self, nodes: &[Node], gap: &Gap) {
        let (Some(first), Some(last)) = (nodes.first(), nodes.last()) else {
            return;
        };
        let after = self.until(self.dom.go(last, Neighbour::Next), gap.before.as_ref());
        let (others, before) = match after {
            Some(after) => (after, Some(first.clone())),
            None => (
                self.until(gap.before.clone(), Some(first))
                    .unwrap_or_default(),
                self.dom.go(last, Neighbour::Next),
            ),
        };
        others
            .iter()
            .for_each(|other| self.dom.insert(&gap.parent, other, before.as_ref()));
    }

    /// Returns the siblings from one up to another or, without the other, to the last; `None` if the other does not
    /// follow.
    fn until(&self, from: Option<Node>, end: Option<&Node>) -> Option<Vec<Node>> {
        let mut nodes = Vec::new();
        let mut at = from;
        while at.as_ref() != end {
            let node = at?;
            at = self.dom.go(&node, Neighbour::Next);
            nodes.push(node);
        }
        Some(nodes)
    }

    fn gap(&self, place: &Destination) -> Option<Gap> {
        if let Some(hole) = place.hole {
            return locate::gap(self.dom, &RegionStart::of(self.dom, place.region)?, hole);
        }
        let before = self.link.regions.first(self.dom, place.region)?;
        Some(Gap {
            parent: self.dom.go(&before, Neighbour::Parent)?,
            before: Some(before),
        })
    }
}
