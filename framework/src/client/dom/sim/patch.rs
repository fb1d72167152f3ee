//! Applies the operations of an update, as it reads them. An operation on a part that is gone does nothing.
//!
//! In a browser the script beside the wasm does the same: `cli/src/glue/patch.js`.

use std::cell::RefCell;
use std::rc::Rc;

use super::content::{self, Maker, ReceivedTemplate};
use super::places::{self, NodeGap, RegionStart, TextPiece};
use super::{Dom, Neighbour, NodeRef, Sim, Vocabulary};
use crate::client::bind;
use crate::client::dom::{RowPlace, UpdateTask, task_tag};
use crate::client::live::changing;
use crate::client::page;
use crate::graph::attempt;
use crate::part::{Target, Value};
use crate::wire::column::Reader;
use crate::wire::number::Region;
use crate::wire::read::{self, op_tag};

/// Applies the operations of an update, and returns the tasks that are left.
pub(super) fn apply(dom: &Sim, update: &[u8]) -> Vec<u8> {
    dom.0.regions.take_in(dom);
    let update: Rc<[u8]> = update.into();
    let mut reader = Reader::exact(&update);
    let (_tag, _version, _ack) = (reader.byte(), reader.u32(), reader.u32());
    let mut ops = Vec::new();
    for _ in 0..reader.u32() {
        ops.push(update.len() - reader.rest().len());
        read::skip(&mut reader, read::OP);
    }
    let tasks = Tasks::default();
    let place = |reader: &Reader| (update.len() - reader.rest().len()) as u32;
    if reader.byte() != 0 {
        let first_new = dom.0.regions.next().0;
        tasks.add(task_tag::SNAPSHOT, first_new, place(&reader), 0);
        reader.slice();
    }
    for op in ops {
        let (dom, update, tasks) = (dom.clone(), update.clone(), tasks.clone());
        // An operation can fail because foreign code changed the document.
        attempt(move || {
            let patch = Patcher {
                dom: &dom,
                tasks: &tasks,
            };
            patch.apply(&mut Reader::exact(&update[op..]), update.len());
        });
    }
    tasks.add(task_tag::SETTLED, 0, place(&reader), 0);
    tasks.0.take()
}

/// Makes a row for a place in a list from its markup. It is not on the page yet.
pub(super) fn add_row(
    dom: &Sim,
    row: Region,
    place: RowPlace<'_>,
    html: &str,
    is_bracketed: bool,
) -> Option<()> {
    let gap = row_gap(dom, place)?;
    let made = dom.template(html, dom.vocabulary(&gap.parent, Vocabulary::Html));
    let start = content::start(dom, &made, is_bracketed)?;
    dom.0.regions.add_as(row, Some(place.list));
    dom.set_start(row, Some(&start));
    content::enter_marks(dom, html, &made, row);
    Some(())
}

/// Moves a row of a list to a place.
pub(super) fn move_row(dom: &Sim, row: Region, place: RowPlace<'_>) {
    let nodes = dom.0.regions.nodes(dom, row);
    if let (Some(nodes), Some(gap)) = (nodes, row_gap(dom, place)) {
        shift(dom, &nodes, &gap);
    }
}

fn row_gap(dom: &Sim, place: RowPlace<'_>) -> Option<NodeGap> {
    match place.before {
        Some(before) => gap_before(dom, before),
        None => places::gap(dom, &RegionStart::of(dom, place.list)?, place.at),
    }
}

/// The tasks that are left.
#[derive(Clone, Default)]
pub(super) struct Tasks(Rc<RefCell<Vec<u8>>>);

impl Tasks {
    /// Adds a task.
    pub(super) fn add(&self, tag: u32, number: u32, at: u32, first: u32) {
        let task = UpdateTask {
            tag,
            number,
            at,
            first,
        };
        task.write(&mut self.0.borrow_mut());
    }
}

struct Patcher<'a> {
    dom: &'a Sim,
    tasks: &'a Tasks,
}

/// A place for content: in front of a region or, if there is a hole, at the end of that hole of the region.
struct Destination<'a> {
    region: Region,
    hole: Option<&'a [u8]>,
    /// The number of bytes from the hole to the end of the message.
    rest: usize,
}

impl<'a> Destination<'a> {
    fn read(reader: &mut Reader<'a>) -> Self {
        let is_inside = reader.byte() != 0;
        let region = Region(reader.u32());
        let rest = reader.rest().len();
        Self {
            region,
            hole: is_inside.then(|| reader.slice()),
            rest,
        }
    }
}

impl Patcher<'_> {
    /// Applies the operation that is read next, in an update of this length.
    fn apply(&self, reader: &mut Reader, length: usize) {
        match reader.byte() {
            op_tag::TEMPLATE => {
                let template = Rc::new(ReceivedTemplate::new(reader.rest()));
                self.dom.0.templates.borrow_mut().push(template);
            }
            op_tag::INSERT => self.insert(reader, length),
            op_tag::MOVE => self.moves(reader),
            op_tag::SAME => {
                self.dom.network().end_restoring();
                let nodes = read::numbers(reader).into_iter();
                for (node, before) in nodes.zip(read::numbers(reader)) {
                    self.tasks.add(task_tag::SAME, node, before, 0);
                }
            }
            op_tag::NAMES => self.dom.network().add_names(reader.slice().to_vec()),
            tag => self.run(tag, reader, length),
        }
    }

    /// Applies an operation to each region or node of a column.
    fn run(&self, tag: u8, reader: &mut Reader, length: usize) {
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
        let here = |reader: &Reader| (length - reader.rest().len()) as u32;
        for (number, _) in numbers.into_iter().zip(0..values) {
            let region = Region(number);
            match tag {
                op_tag::REMOVE => self.dom.0.regions.remove(self.dom, region, self.tasks),
                op_tag::HIDE | op_tag::SHOW => self.tasks.add(tag.into(), number, here(reader), 0),
                op_tag::TEXT => self.text(region, at, reader),
                op_tag::SPLICE => self.splice(region, at, reader),
                op_tag::VALUE => self.value(region, at, target.as_str(), reader),
                op_tag::NODE => {
                    self.tasks.add(tag.into(), number, here(reader), 0);
                    reader.slice();
                }
                _ => self.tasks.add(tag.into(), number, uplink.into(), 0),
            }
        }
    }

    fn text(&self, region: Region, at: &[u8], reader: &mut Reader) {
        let value = read::text(reader);
        if let Some(piece) = self.piece(region, at) {
            piece.set(self.dom, &value);
        }
    }

    fn splice(&self, region: Region, at: &[u8], reader: &mut Reader) {
        let (start, removed) = (reader.u32(), reader.u32());
        let inserted = read::text(reader);
        if let Some(piece) = self.piece(region, at) {
            piece.splice(self.dom, start, removed, &inserted);
        }
    }

    fn piece(&self, region: Region, at: &[u8]) -> Option<TextPiece> {
        places::text(self.dom, &RegionStart::of(self.dom, region)?, at)
    }

    fn value(&self, region: Region, at: &[u8], target: Target<&str>, reader: &mut Reader) {
        let value = read::value(reader);
        let Some(origin) = RegionStart::of(self.dom, region) else {
            return;
        };
        let Target::Control(control) = target else {
            return set(self.dom, &origin, at, target, &value);
        };
        let page = page::current();
        if let Some(controls) = page.registry.controls_part()
            && let Some(link) = page.link.get()
            && let Some(node) = places::element(self.dom, &origin, at)
        {
            (controls.say)(link.answers(), self.dom, &node, control, value);
        }
    }

    fn insert(&self, reader: &mut Reader, length: usize) {
        let place = Destination::read(reader);
        let Some(gap) = self.gap(&place) else { return };
        let regions = &self.dom.0.regions;
        let parent = match place.hole {
            None => regions.parent(place.region),
            Some(_) => Some(place.region),
        };
        let vocabulary = self.dom.vocabulary(&gap.parent, Vocabulary::Html);
        let first = regions.next();
        let made = Maker::new(self.dom).finished(parent, vocabulary, reader);
        changing(self.dom, &gap.parent, &mut || {
            self.dom.insert(&gap.parent, &made, gap.before.as_ref());
        });
        if place.hole.is_some() && regions.next() > first {
            let at = length - place.rest;
            let region = place.region.0;
            self.tasks
                .add(task_tag::INSERTED, region, at as u32, first.0);
        }
    }

    fn moves(&self, reader: &mut Reader) {
        for _ in 0..reader.u32() {
            self.shift(Region(reader.u32()), reader);
        }
    }

    /// Moves a region to the place that is read next.
    fn shift(&self, region: Region, reader: &mut Reader) {
        let place = Destination::read(reader);
        let nodes = self.dom.0.regions.nodes(self.dom, region);
        if let (Some(nodes), Some(gap)) = (nodes, self.gap(&place)) {
            shift(self.dom, &nodes, &gap);
        }
    }

    fn gap(&self, place: &Destination) -> Option<NodeGap> {
        if let Some(hole) = place.hole {
            return places::gap(self.dom, &RegionStart::of(self.dom, place.region)?, hole);
        }
        gap_before(self.dom, place.region)
    }
}

/// Returns the gap in front of a region.
fn gap_before(dom: &Sim, region: Region) -> Option<NodeGap> {
    let before = dom.0.regions.first(dom, region)?;
    Some(NodeGap {
        parent: dom.go(&before, Neighbour::Parent)?,
        before: Some(before),
    })
}

/// Moves nodes to a gap. If the focus is in them, they stay and their siblings move instead: leaving the document would lose
/// the focus, the caret and a composition.
fn shift(dom: &Sim, nodes: &[NodeRef], gap: &NodeGap) {
    if gap.before.as_ref() == nodes.first() {
        return;
    }
    let focused = dom.focused();
    match focused.filter(|focused| nodes.iter().any(|node| dom.holds(node, focused))) {
        Some(_) => shift_others(dom, nodes, gap),
        None => put(dom, gap, nodes),
    }
}

fn put(dom: &Sim, gap: &NodeGap, nodes: &[NodeRef]) {
    changing(dom, &gap.parent, &mut || {
        nodes
            .iter()
            .for_each(|node| dom.insert(&gap.parent, node, gap.before.as_ref()));
    });
}

/// Moves the nodes between some siblings and a gap to the other side of the siblings.
fn shift_others(dom: &Sim, nodes: &[NodeRef], gap: &NodeGap) {
    let (Some(first), Some(last)) = (nodes.first(), nodes.last()) else {
        return;
    };
    let after = until(dom, dom.go(last, Neighbour::Next), gap.before.as_ref());
    let (others, before) = match after {
        Some(after) => (after, Some(first.clone())),
        None => (
            until(dom, gap.before.clone(), Some(first)).unwrap_or_default(),
            dom.go(last, Neighbour::Next),
        ),
    };
    others
        .iter()
        .for_each(|other| dom.insert(&gap.parent, other, before.as_ref()));
}

/// Returns the siblings from one up to another or, without the other, to the last; `None` if the other does not follow.
fn until(dom: &Sim, from: Option<NodeRef>, end: Option<&NodeRef>) -> Option<Vec<NodeRef>> {
    let mut nodes = Vec::new();
    let mut at = from;
    while at.as_ref() != end {
        let node = at?;
        at = dom.go(&node, Neighbour::Next);
        nodes.push(node);
    }
    Some(nodes)
}

/// Sets a target of a region. Does nothing if it is not there.
pub(super) fn set(dom: &Sim, origin: &RegionStart, at: &[u8], target: Target<&str>, value: &Value) {
    if target == Target::Text {
        if let Some(piece) = places::text(dom, origin, at) {
            piece.set(dom, value.text().unwrap_or(""));
        }
    } else if let Some(node) = places::element(dom, origin, at) {
        bind::set_on(dom, &node, target, value);
    }
}
