//! Divides the bytes of a message into pieces, each with its subject. The lengths of the pieces add up to that of the
//! message.

use serde::Serialize;

use crate::part::{KindId, Target};
use crate::wire::column::NumberColumn;
use crate::wire::encode;
use crate::wire::message::{Batch, FromClient, FromServer, Op, Place, Update};
use crate::wire::number::{CallId, NodeNumber, Region};
use crate::wire::snapshot::Snapshot;

/// The subject that bytes were sent for.
pub(super) enum Subject<'m> {
    /// The client functions of a kind in a region: the entry of their frame.
    Frame { region: Region, kind: KindId },
    /// A captured value in a frame.
    Slot {
        region: Region,
        kind: KindId,
        slot: usize,
    },
    /// The value of a node, by number.
    Node(NodeNumber),
    /// A text or value that the server sets.
    Binding {
        region: Region,
        at: &'m [u8],
        target: Target<&'m str>,
    },
    /// The structure in a hole.
    Hole { region: Region, at: &'m [u8] },
    /// The structure that a region is in.
    Around(Region),
    /// The settlement of a call.
    Call(CallId),
    /// The message itself.
    Nobody,
}

/// A number of bytes, shared by these subjects according to their weights.
pub(super) struct WeighedBytes<'m> {
    bytes: usize,
    subjects: Vec<(Subject<'m>, usize)>,
}

impl<'m> WeighedBytes<'m> {
    fn new(bytes: usize, subjects: Vec<(Subject<'m>, usize)>) -> Self {
        Self { bytes, subjects }
    }

    fn of_one(bytes: usize, subject: Subject<'m>) -> Self {
        Self::new(bytes, vec![(subject, 1)])
    }

    /// Returns each subject with its bytes, which add up to all of them.
    pub fn shares(&self) -> impl Iterator<Item = (&Subject<'m>, usize)> {
        let total: usize = self.subjects.iter().map(|(_, weight)| weight).sum();
        let mut reached = 0;
        self.subjects.iter().map(move |(subject, weight)| {
            let before = self.bytes * reached / total;
            reached += weight;
            (subject, self.bytes * reached / total - before)
        })
    }
}

/// Divides a snapshot of so many bytes by the weights of its frames and nodes; `None` if it is empty. `nodes` is the
/// number of its first node.
pub(super) fn snapshot(
    snapshot: &Snapshot,
    nodes: NodeNumber,
    bytes: usize,
) -> Option<WeighedBytes<'static>> {
    let mut subjects = Vec::new();
    for frame in &snapshot.frames {
        let (region, kind) = (frame.region, frame.kind);
        subjects.push((Subject::Frame { region, kind }, 1));
        for (slot, value) in frame.slots.iter().enumerate() {
            let subject = Subject::Slot { region, kind, slot };
            subjects.push((subject, value.len()));
        }
    }
    for (node, record) in (nodes.0..).map(NodeNumber).zip(&snapshot.nodes) {
        let value = record.value.as_ref().map_or(0, Vec::len);
        subjects.push((Subject::Node(node), 1 + value));
    }
    (!subjects.is_empty()).then(|| WeighedBytes::new(bytes, subjects))
}

/// Divides an update, which brings `snapshot`.
pub(super) fn update<'m>(
    update: &'m Update,
    snapshot: &Snapshot,
    nodes: NodeNumber,
) -> Vec<WeighedBytes<'m>> {
    let mut pieces = Vec::new();
    let mut templates = 0;
    for op in &update.ops {
        match op {
            // A template is sent for the content that is inserted next.
            Op::Template(_) => templates += length(op),
            _ => pieces.push(WeighedBytes::new(
                length(op) + std::mem::take(&mut templates),
                subjects(op),
            )),
        }
    }
    for settlement in &update.settled {
        pieces.push(WeighedBytes::of_one(
            length(settlement),
            Subject::Call(settlement.call),
        ));
    }
    let bytes = update.snapshot.as_ref().map_or(0, |encoded| encoded.len());
    pieces.extend(self::snapshot(snapshot, nodes, bytes));
    with_rest(pieces, length(&FromServer::Update(update.clone())))
}

/// Divides a batch.
pub(super) fn batch(batch: &Batch) -> Vec<WeighedBytes<'_>> {
    let writes = batch
        .writes
        .iter()
        .map(|write| WeighedBytes::of_one(length(write), Subject::Node(write.node)));
    let calls = batch
        .calls
        .iter()
        .map(|call| WeighedBytes::of_one(length(call), Subject::Node(call.action)));
    let pieces = writes.chain(calls).collect();
    with_rest(pieces, length(&FromClient::Batch(batch.clone())))
}

/// Returns the subjects of an operation.
fn subjects(op: &Op) -> Vec<(Subject<'_>, usize)> {
    match op {
        Op::Template(_) => vec![(Subject::Nobody, 1)],
        Op::Insert { place, .. } => vec![(of_place(place), 1)],
        Op::Move(steps) => around(steps.iter().map(|step| step.region)),
        Op::Remove(regions) | Op::Hide(regions) | Op::Show(regions) => around(regions.iter()),
        Op::Text { at, regions, texts } => bindings(regions, at, Target::Text, texts),
        Op::Splice {
            at,
            regions,
            splices,
        } => bindings(regions, at, Target::Text, splices),
        Op::Value {
            at,
            target,
            regions,
            values,
        } => bindings(regions, at, target.as_str(), values),
        Op::Node { nodes, values } => {
            let nodes = nodes.iter().map(Subject::Node);
            nodes
                .zip(values.iter().map(|value| 1 + value.len()))
                .collect()
        }
        Op::Names(_) => vec![(Subject::Nobody, 1)],
        Op::Same { nodes, .. } => nodes.iter().map(|node| (Subject::Node(node), 1)).collect(),
        Op::Uplink { nodes, .. } => nodes.iter().map(|node| (Subject::Node(node), 1)).collect(),
    }
}

fn of_place(place: &Place) -> Subject<'_> {
    match place {
        Place::Before(region) => Subject::Around(*region),
        Place::In { region, hole } => Subject::Hole {
            region: *region,
            at: hole,
        },
    }
}

fn around<'m>(regions: impl Iterator<Item = Region>) -> Vec<(Subject<'m>, usize)> {
    regions.map(|region| (Subject::Around(region), 1)).collect()
}

fn bindings<'m, T: Serialize>(
    regions: &NumberColumn<Region>,
    at: &'m [u8],
    target: Target<&'m str>,
    values: &[T],
) -> Vec<(Subject<'m>, usize)> {
    let of_one =
        |(region, value): (Region, &T)| (Subject::Binding { region, at, target }, length(value));
    regions.iter().zip(values).map(of_one).collect()
}

/// Adds the rest of a message of this length, which has no subject.
fn with_rest(mut pieces: Vec<WeighedBytes<'_>>, length: usize) -> Vec<WeighedBytes<'_>> {
    let told: usize = pieces.iter().map(|piece| piece.bytes).sum();
    pieces.push(WeighedBytes::of_one(length - told, Subject::Nobody));
    pieces
}

fn length<T: Serialize>(message: &T) -> usize {
    encode(message).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_all_of_a_piece() {
        for bytes in 0..20 {
            let weights = [3, 1, 5].map(|weight| (Subject::Nobody, weight));
            let piece = WeighedBytes::new(bytes, weights.into());
            assert_eq!(piece.shares().map(|(_, share)| share).sum::<usize>(), bytes);
        }
    }
}
