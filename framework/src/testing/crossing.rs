//! What went over the line, as values.

use std::cell::{Cell, RefCell};

use super::line::Direction;
use crate::client::Registry;
use crate::cross::Cross;
use crate::part::{KindId, Value};
use crate::wire::decode;
use crate::wire::message::{Batch, Cell as Filled, Content, Op, Update};
use crate::wire::number::NodeNumber;
use crate::wire::snapshot::{self, Snapshot};

/// A value that went from the server to the tab, or back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// Which way.
    pub direction: Direction,
    /// What it is.
    pub what: Crossed,
    bytes: Vec<u8>,
}

/// What a value that crossed is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Crossed {
    /// Down: what a client function captured. Captured handles are numbers; their values are [`Crossed::Node`].
    Capture,
    /// The value of a signal or memo that client functions know by this number: down what it starts with, or what the
    /// server has made of it since; up what the browser has written.
    Node(NodeNumber),
    /// Down: a text, or what an attribute, a class or a style is set to, as the server shows it. What is in the first
    /// page is not among these.
    Text,
    /// Up: what the action of this number was called with.
    Call(NodeNumber),
}

impl Crossing {
    /// The value, if it is one of this type. Bytes do not say of which type they are: a short value may be taken for
    /// one of another.
    pub fn value<T: Cross>(&self) -> Option<T> {
        decode(&self.bytes).ok()
    }

    /// The value, encoded: a [`Crossed::Text`] as UTF-8.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// What crosses, until somebody asks.
pub(super) struct Crossings {
    first: KindId,
    all: RefCell<Vec<Crossing>>,
    /// How many nodes the tab knows.
    nodes: Cell<NodeNumber>,
}

impl Crossings {
    /// None yet. `first` is what the page's kinds are written relative to.
    pub fn new(first: KindId) -> Self {
        Self {
            first,
            all: RefCell::default(),
            nodes: Cell::default(),
        }
    }

    /// A new page came with this snapshot.
    pub fn page(&self, snapshot: &[u8]) {
        self.nodes.set(NodeNumber(0));
        self.snapshot(snapshot);
    }

    /// An update went down.
    pub fn update(&self, update: &Update) {
        if let Some(snapshot) = &update.snapshot {
            self.snapshot(snapshot);
        }
        update.ops.iter().for_each(|op| self.op(op));
    }

    /// A batch went up.
    pub fn batch(&self, batch: &Batch) {
        for write in &batch.writes {
            self.add(Direction::Up, Crossed::Node(write.node), &write.value);
        }
        for call in &batch.calls {
            self.add(Direction::Up, Crossed::Call(call.action), &call.argument);
        }
    }

    /// Takes what has crossed.
    pub fn take(&self) -> Vec<Crossing> {
        self.all.take()
    }

    fn snapshot(&self, bytes: &[u8]) {
        let registry = Registry::new(self.first);
        let slots = |kind| registry.find(kind).map(|kind| usize::from(kind.slots));
        let Snapshot { frames, nodes } = snapshot::decode(bytes, self.first, slots)
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

    /// An empty slot is one that was not sent.
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
