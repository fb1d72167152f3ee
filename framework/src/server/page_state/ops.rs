//! The operations of the next update; equal ones are gathered into runs.
//!
//! Texts, values and nodes touch one place each, so their order among themselves does not matter: a run may grow until
//! an operation makes, moves or removes elements.

use serde_bytes::ByteBuf;

use crate::part::{Locator, Target, Value};
use crate::wire::message::{Content, Move, Op, Place, Template, Uplink};
use crate::wire::number::{NodeNumber, Region};
use crate::wire::splice::Splice;

/// Collects operations in the order in which they are to be done.
#[derive(Debug, Default)]
pub(crate) struct Ops {
    ops: Vec<Op>,
    /// The first operation that may still grow.
    open: usize,
}

impl Ops {
    /// Tells names.
    pub fn names(&mut self, names: ByteBuf) {
        self.ops.push(Op::Names(names));
    }

    /// Tells which nodes have values from before.
    pub fn same(&mut self, nodes: impl Iterator<Item = (NodeNumber, NodeNumber)>) {
        let (nodes, before) = nodes.unzip::<_, _, Vec<_>, Vec<_>>();
        self.ops.push(Op::Same {
            nodes: nodes.into(),
            before: before.into(),
        });
    }

    /// Takes all operations out.
    pub fn take(&mut self) -> Vec<Op> {
        self.open = 0;
        std::mem::take(&mut self.ops)
    }

    /// Sets a text. `old` is the text that is there.
    pub fn text(&mut self, region: Region, at: Locator, old: &str, new: &str) {
        match Splice::between(old, new) {
            Some(splice) => self.splice(region, at, splice),
            None => self.whole_text(region, at, new),
        }
    }

    fn whole_text(&mut self, region: Region, at: Locator, text: &str) {
        for op in &mut self.ops[self.open..] {
            if let Op::Text {
                at: place,
                regions,
                texts,
            } = op
                && place[..] == *at.0
            {
                regions.push(region);
                return texts.push(text.into());
            }
        }
        self.ops.push(Op::Text {
            at: bytes(at),
            regions: vec![region].into(),
            texts: vec![text.into()],
        });
    }

    fn splice(&mut self, region: Region, at: Locator, splice: Splice) {
        for op in &mut self.ops[self.open..] {
            if let Op::Splice {
                at: place,
                regions,
                splices,
            } = op
                && place[..] == *at.0
            {
                regions.push(region);
                return splices.push(splice);
            }
        }
        self.ops.push(Op::Splice {
            at: bytes(at),
            regions: vec![region].into(),
            splices: vec![splice],
        });
    }

    /// Sets an attribute, property, class, style or inner HTML.
    pub fn value(&mut self, region: Region, at: Locator, target: Target<String>, value: Value) {
        for op in &mut self.ops[self.open..] {
            if let Op::Value {
                at: place,
                target: same,
                regions,
                values,
            } = op
                && place[..] == *at.0
                && *same == target
            {
                regions.push(region);
                return values.push(value);
            }
        }
        self.ops.push(Op::Value {
            at: bytes(at),
            target,
            regions: vec![region].into(),
            values: vec![value],
        });
    }

    /// Writes a node.
    pub fn node(&mut self, node: NodeNumber, value: Vec<u8>) {
        for op in &mut self.ops[self.open..] {
            if let Op::Node { nodes, values } = op {
                nodes.push(node);
                return values.push(value.into());
            }
        }
        self.ops.push(Op::Node {
            nodes: vec![node].into(),
            values: vec![value.into()],
        });
    }

    /// Tells the browser when to send its writes to a source.
    pub fn uplink(&mut self, node: NodeNumber, uplink: Uplink) {
        for op in &mut self.ops[self.open..] {
            if let Op::Uplink {
                uplink: same,
                nodes,
            } = op
                && *same == uplink
            {
                return nodes.push(node);
            }
        }
        self.ops.push(Op::Uplink {
            uplink,
            nodes: vec![node].into(),
        });
    }

    /// Defines the next template.
    pub fn template(&mut self, template: Template) {
        self.ops.push(Op::Template(template));
    }

    /// Puts content on the page.
    pub fn insert(&mut self, place: Place, content: Vec<Content>) {
        if !content.is_empty() {
            self.structural(Op::Insert { place, content });
        }
    }

    /// Moves a region.
    pub fn moved(&mut self, region: Region, to: Place) {
        let step = Move { region, to };
        match self.ops.last_mut() {
            Some(Op::Move(steps)) => steps.push(step),
            _ => self.structural(Op::Move(vec![step])),
        }
    }

    /// Removes a region for good.
    pub fn remove(&mut self, region: Region) {
        match self.ops.last_mut() {
            Some(Op::Remove(regions)) => regions.push(region),
            _ => self.structural(Op::Remove(vec![region].into())),
        }
    }

    /// Takes a region off the page.
    pub fn hide(&mut self, region: Region) {
        self.structural(Op::Hide(vec![region].into()));
    }

    /// Puts a hidden region back.
    pub fn show(&mut self, region: Region) {
        self.structural(Op::Show(vec![region].into()));
    }

    fn structural(&mut self, op: Op) {
        self.ops.push(op);
        self.open = self.ops.len();
    }
}

fn bytes(at: Locator) -> ByteBuf {
    ByteBuf::from(at.0)
}

/// Converts a target to the form that messages have.
pub(crate) fn owned(target: Target) -> Target<String> {
    match target {
        Target::Text => Target::Text,
        Target::Attribute(name) => Target::Attribute(name.into()),
        Target::Property(name) => Target::Property(name.into()),
        Target::Class(name) => Target::Class(name.into()),
        Target::Style(name) => Target::Style(name.into()),
        Target::Html => Target::Html,
        Target::Control(control) => Target::Control(control),
    }
}
