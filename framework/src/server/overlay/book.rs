//! The books of a page: for which line of which instance its bytes were sent. Bytes that belong to no line in
//! particular (counts, versions) are entered as such, so that the sum of all entries is what was sent, to the byte.

use std::collections::{BTreeMap, HashMap};
use std::ops::AddAssign;

use serde::Serialize;

use super::places::{Key, Places};
use super::weigh::{self, Subject, WeighedBytes};
use crate::server::stage::Known;
use crate::wire::message::{Batch, Update};
use crate::wire::number::{CallId, NodeNumber};
use crate::wire::snapshot::Snapshot;

/// The bytes that were sent for one line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Bytes {
    /// In the first page's snapshot.
    pub snapshot: usize,
    /// In updates.
    pub down: usize,
    /// In the browser's batches.
    pub up: usize,
}

/// The books of one page.
#[derive(Default)]
pub(super) struct Book {
    pub places: Places,
    pub lines: BTreeMap<Key, Bytes>,
    /// For no line in particular.
    pub common: Bytes,
    /// For instances that are gone.
    pub gone: Bytes,
    /// The length of the first page's markup.
    pub markup: usize,
    pub updates: usize,
    pub batches: usize,
    /// The actions whose calls are not settled yet.
    calls: HashMap<CallId, Key>,
}

impl Book {
    pub fn rendered(&mut self, known: &Known, markup: &str, snapshot: &Snapshot, bytes: usize) {
        self.markup = markup.len();
        let nodes = first_number(known, snapshot);
        let pieces = weigh::snapshot(snapshot, nodes, bytes)
            .into_iter()
            .collect();
        self.enter(known, pieces, |bytes| &mut bytes.snapshot);
    }

    pub fn sent(&mut self, known: &Known, update: &Update, snapshot: &Snapshot) {
        self.updates += 1;
        let nodes = first_number(known, snapshot);
        let pieces = weigh::update(update, snapshot, nodes);
        self.enter(known, pieces, |bytes| &mut bytes.down);
        for settlement in &update.settled {
            self.calls.remove(&settlement.call);
        }
        self.close();
    }

    pub fn received(&mut self, known: &Known, batch: &Batch) {
        self.batches += 1;
        for call in &batch.calls {
            if let Some(key) = self.node(known, call.action) {
                self.calls.insert(call.id, key);
            }
        }
        self.enter(known, weigh::batch(batch), |bytes| &mut bytes.up);
    }

    fn enter(
        &mut self,
        known: &Known,
        pieces: Vec<WeighedBytes<'_>>,
        column: fn(&mut Bytes) -> &mut usize,
    ) {
        for piece in pieces {
            for (subject, bytes) in piece.shares() {
                let key = self.key(known, subject);
                let entry = match key {
                    Some(key) => self.lines.entry(key).or_default(),
                    None => &mut self.common,
                };
                *column(entry) += bytes;
            }
        }
    }

    fn key(&self, known: &Known, subject: &Subject<'_>) -> Option<Key> {
        match *subject {
            Subject::Frame { region, kind } => self.places.frame(region, kind),
            Subject::Slot { region, kind, slot } => self.places.slot(region, kind, slot),
            Subject::Node(number) => self.node(known, number),
            Subject::Binding { region, at, target } => self.places.binding(region, at, target),
            Subject::Hole { region, at } => self.places.structure(region, at),
            Subject::Around(region) => self.places.structure_of(region),
            Subject::Call(call) => self.calls.get(&call).copied(),
            Subject::Nobody => None,
        }
    }

    fn node(&self, known: &Known, number: NodeNumber) -> Option<Key> {
        let entry = known.numbers().entry(number)?;
        self.places.nodes.get(&entry.node).copied()
    }

    /// Moves the bytes of instances that are gone to one account.
    fn close(&mut self) {
        self.places.forget();
        let (places, gone) = (&self.places, &mut self.gone);
        self.lines.retain(|key, bytes| {
            let is_there = places.instances.contains_key(&key.instance);
            if !is_there {
                *gone += *bytes;
            }
            is_there
        });
    }
}

/// Returns the number of a snapshot's first node.
fn first_number(known: &Known, snapshot: &Snapshot) -> NodeNumber {
    NodeNumber(known.numbers().told().0 - snapshot.nodes.len() as u32)
}

impl AddAssign for Bytes {
    fn add_assign(&mut self, more: Self) {
        self.snapshot += more.snapshot;
        self.down += more.down;
        self.up += more.up;
    }
}
