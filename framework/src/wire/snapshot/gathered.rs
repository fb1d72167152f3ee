//! Gathers a snapshot and writes it. The cells of all slots and values are in one list of bytes, because a long list has
//! thousands of them, each of a few bytes.

use std::collections::HashMap;
use std::hash::Hash;

use super::{FrameRecord, HAS_VALUE, LANE_SHIFT, LANES, NodeRecord, Snapshot, UPLINK_SHIFT};
use crate::part::KindId;
use crate::wire::QuickHash;
use crate::wire::column::{Writer, push_varint, zigzag};
use crate::wire::message::Uplink;
use crate::wire::number::Region;

/// A snapshot that is being gathered.
#[derive(Debug, Default)]
pub struct GatheredSnapshot {
    frames: Vec<GatheredFrame>,
    /// The cells of the slots of all frames.
    slots: Vec<CellIndex>,
    nodes: Vec<GatheredNode>,
    bytes: Vec<u8>,
    /// The end of each cell in `bytes`.
    ends: Vec<u32>,
}

/// A cell of a snapshot that is being gathered: the encoding of a captured value, or of the value of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellIndex(u32);

/// Bytes of most cells, at most.
const USUAL: usize = 4;

#[derive(Debug)]
struct GatheredFrame {
    region: Region,
    kind: KindId,
    /// The index of its first slot in `slots`.
    first: u32,
    count: u32,
}

#[derive(Debug)]
struct GatheredNode {
    uplink: Uplink,
    shape: u32,
    value: Option<CellIndex>,
}

impl GatheredSnapshot {
    /// Makes room for so many frames, slots, nodes and cells.
    pub fn reserve(&mut self, frames: usize, slots: usize, nodes: usize, cells: usize) {
        self.frames.reserve(frames);
        self.slots.reserve(slots);
        self.nodes.reserve(nodes);
        self.ends.reserve(cells);
        self.bytes.reserve(cells * USUAL);
    }

    /// Adds a cell.
    pub fn cell(&mut self, bytes: &[u8]) -> CellIndex {
        self.bytes.extend_from_slice(bytes);
        self.end_cell()
    }

    /// Adds a cell with what `append` appends.
    pub fn cell_of(&mut self, append: impl FnOnce(&mut Vec<u8>)) -> CellIndex {
        append(&mut self.bytes);
        self.end_cell()
    }

    /// Adds a cell with a number.
    pub fn number(&mut self, number: u32) -> CellIndex {
        push_varint(&mut self.bytes, number.into());
        self.end_cell()
    }

    fn end_cell(&mut self) -> CellIndex {
        self.ends.push(self.bytes.len() as u32);
        CellIndex(self.ends.len() as u32 - 1)
    }

    /// Adds a frame, with a cell for each slot of its kind.
    pub fn frame(
        &mut self,
        region: Region,
        kind: KindId,
        slots: impl IntoIterator<Item = CellIndex>,
    ) {
        let first = self.slots.len() as u32;
        self.slots.extend(slots);
        self.frames.push(GatheredFrame {
            region,
            kind,
            first,
            count: self.slots.len() as u32 - first,
        });
    }

    /// Adds the node with the next number.
    pub fn node(&mut self, shape: u32, value: Option<CellIndex>) {
        self.nodes.push(GatheredNode {
            uplink: Uplink::None,
            shape,
            value,
        });
    }

    /// Adds the frames and nodes of a later snapshot.
    pub fn append(&mut self, later: &Self) {
        if later.is_empty() {
            return;
        }
        let (bytes, cells) = (self.bytes.len() as u32, self.ends.len() as u32);
        let slots = self.slots.len() as u32;
        let moved = |CellIndex(cell): CellIndex| CellIndex(cell + cells);
        self.bytes.extend_from_slice(&later.bytes);
        self.ends.extend(later.ends.iter().map(|end| end + bytes));
        self.slots.extend(later.slots.iter().copied().map(moved));
        self.frames
            .extend(later.frames.iter().map(|frame| GatheredFrame {
                first: frame.first + slots,
                ..*frame
            }));
        self.nodes
            .extend(later.nodes.iter().map(|node| GatheredNode {
                value: node.value.map(moved),
                ..*node
            }));
        self.sort();
    }

    /// Returns the shape of a node, and whether its value is sent. `at` is the index of the node.
    pub fn shape(&self, at: usize) -> Option<(u32, bool)> {
        let node = self.nodes.get(at)?;
        Some((node.shape, node.value.is_some()))
    }

    /// Sets the time at which the browser sends its writes to a node.
    pub fn set_uplink(&mut self, at: usize, uplink: Uplink) {
        self.nodes[at].uplink = uplink;
    }

    /// Returns the number of nodes.
    pub fn nodes(&self) -> usize {
        self.nodes.len()
    }

    /// Returns whether it has frames.
    pub fn has_frames(&self) -> bool {
        !self.frames.is_empty()
    }

    /// Returns whether it has neither frames nor nodes.
    pub fn is_empty(&self) -> bool {
        self.frames.is_empty() && self.nodes.is_empty()
    }

    /// Returns whether the browser sends its writes to one of the nodes at once.
    pub fn is_eager(&self) -> bool {
        self.nodes.iter().any(|node| node.uplink == Uplink::Eager)
    }

    /// Puts the frames in the order of their regions.
    pub fn sort(&mut self) {
        self.frames.sort_by_key(|frame| frame.region);
    }

    /// Returns the snapshot with each cell in bytes of its own.
    pub fn records(&self) -> Snapshot {
        let record = |frame: &GatheredFrame| FrameRecord {
            region: frame.region,
            kind: frame.kind,
            slots: self.slots_of(frame).map(<[u8]>::to_vec).collect(),
        };
        let node = |node: &GatheredNode| NodeRecord {
            uplink: node.uplink,
            shape: node.shape,
            value: node.value.map(|value| self.bytes_of(value).to_vec()),
        };
        Snapshot {
            frames: self.frames.iter().map(record).collect(),
            nodes: self.nodes.iter().map(node).collect(),
        }
    }

    /// Encodes the snapshot; `first` is the kind that its kinds are written relative to.
    ///
    /// # Panics
    /// If two frames of one kind have different numbers of slots.
    pub fn encode(&self, first: KindId) -> Vec<u8> {
        let Self { frames, nodes, .. } = self;
        let (kinds, kind_of) = distinct(frames.iter().map(|frame| frame.kind));
        let valued = Vec::from_iter(nodes.iter().filter_map(|node| Some((node, node.value?))));
        let lane_of = lanes(&valued);

        let mut writer = Writer::default();
        write_count(&mut writer, frames.len());
        write_count(&mut writer, nodes.len());
        write_kinds(&mut writer, &kinds, first);
        writer.numbers(&Vec::from_iter(frames.iter().map(|frame| frame.region.0)));
        writer.numbers(&kind_of);
        writer.numbers(&statuses(nodes, &lane_of));
        for frames in grouped(frames.iter(), &kind_of, kinds.len()) {
            self.write_slots(&mut writer, &frames);
        }
        let lanes = lane_of.iter().max().map_or(0, |last| last + 1);
        for nodes in grouped(valued.into_iter(), &lane_of, lanes as usize) {
            let values = nodes.into_iter().map(|(_, value)| self.bytes_of(value));
            writer.cells(values.collect());
        }
        writer.trimmed()
    }

    fn write_slots(&self, writer: &mut Writer, frames: &[&GatheredFrame]) {
        let count = frames[0].count;
        assert!(
            frames.iter().all(|frame| frame.count == count),
            "frames of one kind are alike"
        );
        for slot in 0..count {
            let cells = frames.iter().map(|frame| {
                let cell = self.slots[(frame.first + slot) as usize];
                self.bytes_of(cell)
            });
            writer.cells(cells.collect());
        }
    }

    fn slots_of(&self, frame: &GatheredFrame) -> impl Iterator<Item = &[u8]> {
        let slots = self.slots.iter().skip(frame.first as usize);
        let slots = slots.take(frame.count as usize);
        slots.map(|cell| self.bytes_of(*cell))
    }

    fn bytes_of(&self, CellIndex(cell): CellIndex) -> &[u8] {
        let before = cell.checked_sub(1);
        let start = before.map_or(0, |before| self.ends[before as usize]);
        &self.bytes[start as usize..self.ends[cell as usize] as usize]
    }
}

impl From<&Snapshot> for GatheredSnapshot {
    fn from(snapshot: &Snapshot) -> Self {
        let mut gathered = Self::default();
        for frame in &snapshot.frames {
            let slots = frame.slots.iter();
            let slots = Vec::from_iter(slots.map(|slot| gathered.cell(slot)));
            gathered.frame(frame.region, frame.kind, slots);
        }
        for node in &snapshot.nodes {
            let value = node.value.as_ref().map(|value| gathered.cell(value));
            gathered.nodes.push(GatheredNode {
                uplink: node.uplink,
                shape: node.shape,
                value,
            });
        }
        gathered
    }
}

/// Returns the distinct items in the order of their first appearance, and for each item its index among these.
fn distinct<T: Copy + Eq + Hash>(items: impl Iterator<Item = T>) -> (Vec<T>, Vec<u32>) {
    let mut found = Vec::new();
    let mut index_of = HashMap::with_hasher(QuickHash::default());
    let mut last = None;
    let indices = items.map(|item| {
        // Items mostly come in runs of equal ones.
        if let Some((known, index)) = last
            && known == item
        {
            return index;
        }
        let index = *index_of.entry(item).or_insert_with(|| {
            found.push(item);
            found.len() as u32 - 1
        });
        last = Some((item, index));
        index
    });
    let indices = indices.collect();
    (found, indices)
}

/// Returns the lane of each node.
fn lanes(nodes: &[(&GatheredNode, CellIndex)]) -> Vec<u32> {
    let (_, mut lanes) = distinct(nodes.iter().map(|(node, _)| node.shape));
    for lane in &mut lanes {
        *lane = (*lane).min(LANES - 1);
    }
    lanes
}

/// Returns the items by group.
fn grouped<T>(items: impl Iterator<Item = T>, group_of: &[u32], groups: usize) -> Vec<Vec<T>> {
    let mut grouped: Vec<Vec<T>> = (0..groups).map(|_| Vec::new()).collect();
    for (item, group) in items.zip(group_of) {
        grouped[*group as usize].push(item);
    }
    grouped
}

fn write_count(writer: &mut Writer, count: usize) {
    writer.varint(zigzag(count as i64 - 1));
}

fn write_kinds(writer: &mut Writer, kinds: &[KindId], first: KindId) {
    if let Some(last) = kinds.len().checked_sub(1) {
        writer.varint(last as u64);
    }
    for kind in kinds {
        writer.varint(u64::from(kind.0 ^ first.0));
    }
}

fn statuses(nodes: &[GatheredNode], lane_of: &[u32]) -> Vec<u32> {
    let mut lanes = lane_of.iter();
    let status = |node: &GatheredNode| {
        let lane = node.value.and_then(|_| lanes.next());
        let lane = lane.map_or(0, |lane| lane << LANE_SHIFT | HAS_VALUE);
        lane | (node.uplink as u32) << UPLINK_SHIFT
    };
    nodes.iter().map(status).collect()
}
