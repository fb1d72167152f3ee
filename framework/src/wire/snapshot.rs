//! The data from which the browser resumes: the frames of the client functions on the page, and the nodes that they
//! refer to. A page has one snapshot; an update with new frames has one.
//!
//! A snapshot is written in columns ([`mod@super::column`]), because the rows of a list differ in little:
//!
//! | what | how |
//! |---|---|
//! | number of frames, number of nodes | zigzag of one less: the usual one is 0 |
//! | table of kinds | number less one; each as `hash ^ first` |
//! | regions, kinds of the frames | a column each; a kind is its index in the table |
//! | status of the nodes | a column: `lane << 3 \| uplink << 1 \| has value` |
//! | slots | for each kind of the table, for each of its slots, a column over the frames of that kind |
//! | values of the nodes | for each lane, a column over its nodes with a value |
//!
//! A *lane* holds the nodes whose values have one type, because the nodes of a row are numbered one after the other and
//! their types alternate. The format is chosen so that a page with one counter is all zeros, and zeros at the end are
//! left out: its snapshot is empty.

mod gathered;

use std::fmt;

pub use self::gathered::{CellIndex, GatheredSnapshot};
use super::column::{Malformed, Reader, push_varint, unzigzag};
use super::limits::{FRAMES, NODES};
use super::message::Uplink;
use super::number::Region;
use crate::part::KindId;

/// The frames and nodes that are new to the browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// In the order of their regions.
    pub frames: Vec<FrameRecord>,
    /// In the order of their numbers, which continue those of the last snapshot.
    pub nodes: Vec<NodeRecord>,
}

/// The captured values of one instance of a kind on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameRecord {
    /// The region.
    pub region: Region,
    /// The kind.
    pub kind: KindId,
    /// The encoded values that its functions captured, one for each slot of the kind.
    pub slots: Vec<Vec<u8>>,
}

/// One node that crosses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeRecord {
    /// The time at which the browser sends its writes to the node.
    pub uplink: Uplink,
    /// A number that distinguishes types, as [`ValueOps::shape`](crate::cross::ValueOps::shape) does; it only makes the
    /// encoding compact. A decoded record has a small number, equal where this was equal, and 0 without a value.
    pub shape: u32,
    /// The encoded value; `None` if the browser makes it itself, from the initializer or as a memo.
    pub value: Option<Vec<u8>>,
}

/// The reason why a snapshot cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotError {
    /// The bytes are not a snapshot.
    Malformed,
    /// A frame has a kind that this artifact does not know: page and artifact come from different builds.
    UnknownKind(KindId),
}

/// Encodes a snapshot; `first` is the kind that its kinds are written relative to.
///
/// # Panics
/// If two frames of one kind have different numbers of slots.
pub fn encode(snapshot: &Snapshot, first: KindId) -> Vec<u8> {
    GatheredSnapshot::from(snapshot).encode(first)
}

/// Decodes a snapshot. `slots` returns the number of slots of a kind; `first` must be that of [`encode`].
///
/// # Errors
/// If the bytes are not a snapshot, or not one for this artifact.
pub fn decode(
    bytes: &[u8],
    first: KindId,
    slots: impl Fn(KindId) -> Option<usize>,
) -> Result<Snapshot, SnapshotError> {
    let mut reader = Reader::new(bytes);
    let frames = read_count(&mut reader, FRAMES);
    let nodes = read_count(&mut reader, NODES);
    let kinds = read_kinds(&mut reader, frames, first);
    let mut frames = read_frames(&mut reader, frames, &kinds);
    let mut nodes = read_statuses(&mut reader, nodes);
    for kind in kinds {
        let slots = slots(kind).ok_or(SnapshotError::UnknownKind(kind))?;
        read_slots(&mut reader, &mut frames, kind, slots);
    }
    read_values(&mut reader, &mut nodes);
    match reader.finish() {
        Ok(()) => Ok(Snapshot { frames, nodes }),
        Err(Malformed) => Err(SnapshotError::Malformed),
    }
}

/// Writes the number of slots of each kind, for the script that reads snapshots in a browser.
pub fn write_slot_counts(kinds: impl Iterator<Item = (KindId, u16)>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (kind, slots) in kinds {
        push_varint(&mut bytes, kind.0.into());
        push_varint(&mut bytes, slots.into());
    }
    bytes
}

/// Reads a snapshot that this script has read: the number of frames; region, kind and slots of each; the number of nodes;
/// status and values of each, of which there is one or none.
pub fn read_expanded(bytes: &[u8]) -> Snapshot {
    let mut reader = Reader::exact(bytes);
    let mut snapshot = Snapshot::default();
    for _ in 0..reader.u32() {
        let (region, kind) = (Region(reader.u32()), KindId(reader.u32()));
        let mut slots = Vec::new();
        for _ in 0..reader.u32() {
            slots.push(reader.slice().to_vec());
        }
        snapshot.frames.push(FrameRecord {
            region,
            kind,
            slots,
        });
    }
    for _ in 0..reader.u32() {
        let mut node = node_of(reader.u32());
        for _ in 0..reader.u32() {
            node.value = Some(reader.slice().to_vec());
        }
        snapshot.nodes.push(node);
    }
    snapshot
}

/// The position of the lane in a status; below it are the uplink and whether there is a value.
const LANE_SHIFT: u32 = 3;
const UPLINK_SHIFT: u32 = 1;
const HAS_VALUE: u32 = 1;

/// The number of lanes. If a page has nodes of more types, the last lane holds the rest.
const LANES: u32 = 64;

fn read_count(reader: &mut Reader<'_>, most: usize) -> usize {
    let count = unzigzag(reader.varint()).saturating_add(1);
    if (0..=most as i64).contains(&count) {
        return count as usize;
    }
    reader.refuse();
    0
}

fn read_kinds(reader: &mut Reader<'_>, frames: usize, first: KindId) -> Vec<KindId> {
    if frames == 0 {
        return Vec::new();
    }
    let last = reader.varint();
    if last >= frames as u64 {
        reader.refuse();
        return Vec::new();
    }
    let mut kinds = Vec::new();
    for _ in 0..=last {
        kinds.push(KindId(reader.varint() as u32 ^ first.0));
    }
    kinds
}

fn read_frames(reader: &mut Reader<'_>, count: usize, kinds: &[KindId]) -> Vec<FrameRecord> {
    let regions = reader.numbers(count);
    let kind_of = reader.numbers(count);
    let mut frames = Vec::new();
    for (region, kind) in regions.into_iter().zip(kind_of) {
        let Some(&kind) = kinds.get(kind as usize) else {
            reader.refuse();
            break;
        };
        let slots = Vec::new();
        frames.push(FrameRecord {
            region: Region(region),
            kind,
            slots,
        });
    }
    frames
}

fn read_slots(reader: &mut Reader<'_>, frames: &mut [FrameRecord], kind: KindId, slots: usize) {
    let count = frames.iter().filter(|frame| frame.kind == kind).count();
    for _ in 0..slots {
        let members = frames.iter_mut().filter(|frame| frame.kind == kind);
        for (frame, cell) in members.zip(reader.column(count)) {
            frame.slots.push(cell);
        }
    }
}

/// Reads the nodes; a node whose value follows has an empty one.
fn read_statuses(reader: &mut Reader<'_>, count: usize) -> Vec<NodeRecord> {
    let statuses = reader.numbers(count).into_iter();
    statuses.map(node_of).collect()
}

/// Returns a node with a status.
fn node_of(status: u32) -> NodeRecord {
    NodeRecord {
        uplink: match status >> UPLINK_SHIFT & 3 {
            0 => Uplink::None,
            1 => Uplink::Lazy,
            _ => Uplink::Eager,
        },
        shape: status >> LANE_SHIFT,
        value: (status & HAS_VALUE != 0).then(Vec::new),
    }
}

fn read_values(reader: &mut Reader<'_>, nodes: &mut [NodeRecord]) {
    for lane in 0..LANES {
        let in_lane = |node: &&mut NodeRecord| node.value.is_some() && node.shape == lane;
        let count = nodes.iter_mut().filter(in_lane).count();
        let cells = reader.column(count);
        for (node, cell) in nodes.iter_mut().filter(in_lane).zip(cells) {
            node.value = Some(cell);
        }
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed => f.write_str("malformed snapshot"),
            Self::UnknownKind(kind) => write!(f, "no kind {:08x} in this artifact", kind.0),
        }
    }
}

impl std::error::Error for SnapshotError {}

#[cfg(test)]
mod tests;
