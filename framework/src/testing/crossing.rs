//! The values that crossed the simulated network.

use std::cell::{Cell, RefCell};

use super::line::Direction;
use crate::client::Registry;
use crate::cross::{Cross, Decoded};
use crate::part::{KindId, Value};
use crate::wire::decode;
use crate::wire::message::{Batch, Cell as Filled, Content, Op, Update};
use crate::wire::number::NodeNumber;
use crate::wire::snapshot::{self, Snapshot};

/// A value that went from the server to the tab, or back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// Down to the browser, or up to the server.
    pub direction: Direction,
    /// The kind of value.
    pub what: Crossed,
    bytes: Vec<u8>,
}

/// The kind of a value that crossed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Crossed {
    /// Down: a value that a client function captured. Captured handles are numbers; their values are [`Crossed::Node`].
    Capture,
    /// The value of a signal or memo that client functions know by this number: down its first value, or a later one of
    /// the server; up a value that the browser has written.
    Node(NodeNumber),
    /// Down: a text, or the value of an attribute, a class or a style that the server shows. The first page's markup is
    /// not included.
    Text,
    /// Up: the argument of the action with this number.
    Call(NodeNumber),
}

impl Crossing {
    /// Returns the value, if it is one of this type. Bytes do not say their type: a short value may also be decoded as
    /// another type.
    pub fn value<T: Cross>(&self) -> Option<T> {
        let Decoded(value) = decode(&self.bytes).ok()?;
        Some(value)
    }

    /// Returns the encoded value; a [`Crossed::Text`] as UTF-8.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The values that have crossed and were not taken.
pub(super) struct Crossings {
    first: Cell<KindId>,
    all: RefCell<Vec<Crossing>>,
    /// The number of nodes that the tab knows.
    nodes: Cell<NodeNumber>,
}

impl Crossings {
    /// Makes an empty collection. `first` is the kind that the page's kinds are written relative to.
    pub fn new(first: KindId) -> Self {
        Self {
            first: Cell::new(first),
            all: RefCell::default(),
            nodes: Cell::default(),
        }
    }

    /// Sets the kind that kinds are written relative to.
    pub fn set_first(&self, first: KindId) {
        self.first.set(first);
    }

    /// Adds the values of a new page's snapshot.
    pub fn page(&self, snapshot: &[u8]) {
        self.nodes.set(NodeNumber(0));
        self.snapshot(snapshot);
    }

    /// Adds the values of an update.
    pub fn update(&self, update: &Update) {
        if let Some(snapshot) = &update.snapshot {
            self.snapshot(snapshot);
        }
        update.ops.iter().for_each(|op| self.op(op));
    }

    /// Adds the values of a batch.
    pub fn batch(&self, batch: &Batch) {
        for write in &batch.writes {
            self.add(Direction::Up, Crossed::Node(write.node), &write.value);
        }
        for call in &batch.calls {
            self.add(Direction::Up, Crossed::Call(call.action), &call.argument);
        }
    }

    /// Takes the values that have crossed.
    pub fn take(&self) -> Vec<Crossing> {
        self.all.take()
    }

    fn snapshot(&self, bytes: &[u8]) {
        let registry = Registry::new(self.first.get());
        let slots = |kind| registry.find(kind).map(|kind| usize::from(kind.slots));
        let Snapshot { frames, nodes } = snapshot::decode(bytes, self.first.get(), slots)
            .expect("the server's snapshots are of this build");
        for slot in frames.iter().flat_map(|frame| &frame.slots) {
            self.down(Crossed::Capture, slot);
        }
        for node in nodes {
            let number = self.nodes.replace(self.nodes.get().next());
            if let Some(value) = node.value {
                self.down(Crossed::Node(number), &value);
            }
        }
    }

    fn op(&self, op: &Op) {
        match op {
            Op::Insert { content, .. } => content.iter().for_each(|content| self.content(content)),
            Op::Text { texts, .. } => texts.iter().for_each(|text| self.text(text)),
            Op::Value { values, .. } => values.iter().for_each(|value| self.value(value)),
            Op::Node { nodes, values } => {
                for (node, value) in nodes.iter().zip(values) {
                    self.down(Crossed::Node(node), value);
                }
            }
            _ => {}
        }
    }

    fn content(&self, content: &Content) {
        match content {
            Content::Fragment { cells, .. } => cells.iter().for_each(|cell| match cell {
                Filled::Text(text) => self.text(text),
                Filled::Value(value) => self.value(value),
                Filled::Structure(content) => content.iter().for_each(|each| self.content(each)),
                _ => {}
            }),
            Content::Text(text) => self.text(text),
        }
    }

    fn value(&self, value: &Value) {
        if let Value::List(texts) = value {
            texts.iter().for_each(|text| self.text(text));
        }
        if let Some(text) = value.text() {
            self.text(text);
        }
    }

    fn text(&self, text: &str) {
        self.down(Crossed::Text, text.as_bytes());
    }

    /// Adds a captured value, unless it is empty: then it was not sent.
    fn down(&self, what: Crossed, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.add(Direction::Down, what, bytes);
        }
    }

    fn add(&self, direction: Direction, what: Crossed, bytes: &[u8]) {
        self.all.borrow_mut().push(Crossing {
            direction,
            what,
            bytes: bytes.to_vec(),
        });
    }
}
