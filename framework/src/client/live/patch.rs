//! Applies the operations of an update. An operation on a part that is gone does nothing.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::content::{Maker, ReceivedTemplate};
use super::controls::changing;
use super::link::SessionLink;
use crate::client::bind;
use crate::client::dom::{Dom, Host, Neighbour, Node, Vocabulary};
use crate::client::locate::{self, Gap, RegionStart};
use crate::client::page::{self, Page};
use crate::part::{Target, Value};
use crate::wire::message::{Content, Op, Place};
use crate::wire::number::Region;
use crate::wire::splice::Splice;

/// Applies an operation to the document of a page. Operations on nodes are handled elsewhere.
pub(super) fn apply(page: &Page, link: &SessionLink, op: Op) {
    let dom = &page.dom;
    let patch = Patcher { dom, link };
    let regions = &link.regions;
    match op {
        Op::Template(template) => {
            let template = Rc::new(ReceivedTemplate::new(template));
            link.templates.borrow_mut().push(template);
        }
        Op::Insert { place, content } => patch.insert(&place, content),
        Op::Move(moves) => moves
            .iter()
            .for_each(|step| patch.shift(step.region, &step.to)),
        Op::Remove(gone) => gone.iter().for_each(|region| regions.remove(page, region)),
        Op::Hide(hidden) => hidden
            .iter()
            .filter(|region| link.gates.shows(*region) != Some(true))
            .for_each(|region| regions.hide(dom, region)),
        Op::Show(shown) => shown
            .iter()
            .filter(|region| link.gates.shows(*region) != Some(false))
            .for_each(|region| regions.show(dom, region)),
        Op::Text { at, regions, texts } => {
            let texts = regions.iter().zip(texts);
            texts.for_each(|(region, text)| patch.text(region, &at, &text));
        }
        Op::Splice {
            at,
            regions,
            splices,
        } => {
            let splices = regions.iter().zip(splices);
            splices.for_each(|(region, splice)| patch.splice(region, &at, &splice));
        }
        Op::Value {
            at,
            target,
            regions,
            values,
        } => {
            let values = regions.iter().zip(values);
            values.for_each(|(region, value)| patch.value(region, &at, target.as_str(), &value));
        }
        Op::Node { .. } | Op::Uplink { .. } => {}
    }
}

struct Patcher<'a> {
    dom: &'a Host,
    link: &'a SessionLink,
}

impl Patcher<'_> {
    fn insert(&self, place: &Place, content: Vec<Content>) {
        let Some(gap) = self.gap(place) else { return };
        let regions = &self.link.regions;
        let parent = match place {
            Place::Before(region) => regions.parent(*region),
            Place::In { region, .. } => Some(*region),
        };
        let vocabulary = self.dom.vocabulary(&gap.parent);
        let vocabulary = vocabulary.unwrap_or(Vocabulary::Html);
        let first = regions.next();
        let maker = Maker {
            dom: self.dom,
            templates: &self.link.templates,
            regions,
            depth: Cell::new(0),
            selects: RefCell::default(),
        };
        let made = maker.finished(parent, vocabulary, content);
        self.put(&gap, &[made]);
        if let Place::In { region, hole } = place
            && regions.next() > first
        {
            self.link.gates.note(*region, hole, first);
        }
    }

    /// Moves a region. If the focus is in it, it stays and its siblings move instead: leaving the document would lose
    /// the focus, the caret and a composition.
    fn shift(&self, region: Region, to: &Place) {
        let Some(nodes) = self.link.regions.standing(self.dom, region) else {
            return;
        };
        let Some(gap) = self
            .gap(to)
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
        changing(self.dom, &gap.parent, || {
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

    fn gap(&self, place: &Place) -> Option<Gap> {
        match place {
            Place::In { region, hole } => {
                locate::gap(self.dom, &RegionStart::of(self.dom, *region)?, hole)
            }
            Place::Before(region) => {
                let before = self
                    .link
                    .regions
                    .standing(self.dom, *region)?
                    .first()?
                    .clone();
                Some(Gap {
                    parent: self.dom.go(&before, Neighbour::Parent)?,
                    before: Some(before),
                })
            }
        }
    }

    fn text(&self, region: Region, at: &[u8], text: &str) {
        let origin = RegionStart::of(self.dom, region);
        if let Some(piece) = origin.and_then(|origin| locate::text(self.dom, &origin, at)) {
            bind::set_text(self.dom, &piece, text);
        }
    }

    fn splice(&self, region: Region, at: &[u8], splice: &Splice) {
        let origin = RegionStart::of(self.dom, region);
        if let Some(piece) = origin.and_then(|origin| locate::text(self.dom, &origin, at)) {
            let Splice {
                start,
                removed,
                ref inserted,
            } = *splice;
            bind::splice(self.dom, &piece, start, removed, inserted);
        }
    }

    fn value(&self, region: Region, at: &[u8], target: Target<&str>, value: &Value) {
        let Some(origin) = RegionStart::of(self.dom, region) else {
            return;
        };
        match target {
            Target::Control(control) => {
                let controls = page::current().registry.controls_part();
                if let Some(controls) = controls
                    && let Some(node) = locate::element(self.dom, &origin, at)
                {
                    let answers = &self.link.answers;
                    (controls.say)(answers, self.dom, &node, control, value.clone());
                }
            }
            target => bind::set(self.dom, &origin, at, target, value),
        }
    }
}
