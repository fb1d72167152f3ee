//! What the browser needs to resume: the scopes of the client functions that are on the page, and the nodes they
//! refer to. A page has one; an update that brings scopes has one.
//!
//! It is written in columns ([`super::column`]), because the rows of a list differ in little:
//!
//! | what | how |
//! |---|---|
//! | number of scopes, number of nodes | zigzag of one less: the usual one is 0 |
//! | table of kinds | number less one; each as `hash ^ first` |
//! | regions, kinds of the scopes | a column each; a kind is its index in the table |
//! | status of the nodes | a column: `lane << 3 \| uplink << 1 \| has value` |
//! | slots | for each kind of the table, for each of its slots, a column over the scopes of that kind |
//! | values of the nodes | for each lane, a column over its nodes with a value |
//!
//! A *lane* holds the nodes whose values are of one type, since the nodes of a row are numbered one after the
//! other and their types alternate. Everything is chosen so that a page with one counter is zeros only, and zeros
//! at the end are left out: its snapshot is the empty string.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;

use super::column::{Malformed, Reader, Writer, unzigzag, zigzag};
use super::limits::{NODES, SCOPES};
use super::message::Uplink;
use crate::part::KindId;

/// The scopes and nodes that are new to the browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// In the order of their regions.
    pub scopes: Vec<ScopeRecord>,
    /// In the order of their numbers, which go on where the last snapshot's ended.
    pub nodes: Vec<NodeRecord>,
}

/// One live instance of a kind that has client functions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeRecord {
    /// Where it stands.
    pub region: u32,
    /// What it is an instance of.
    pub kind: KindId,
    /// What its functions captured, encoded. As many as the kind has.
    pub slots: Vec<Vec<u8>>,
}

/// One node that crosses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeRecord {
    /// When what is written to it in the browser is sent.
    pub uplink: Uplink,
    /// Tells types apart (as [`ValueOps::shape`](crate::cross::ValueOps::shape) does), for compactness only: a
    /// decoded record has a small number that is equal where this was equal, and 0 without a value.
    pub shape: u32,
    /// Its encoded value; none if the browser makes it itself, from the initializer or as a memo.
    pub value: Option<Vec<u8>>,
}

/// Why a snapshot cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotError {
    /// It is none.
    Malformed,
    /// It has a scope of a kind that this artifact does not know: page and artifact are of different builds.
    UnknownKind(KindId),
}

/// Encodes a snapshot; `first` is the kind that its kinds are written relative to.
///
/// # Panics
/// If two scopes of one kind have different numbers of slots.
pub fn encode(snapshot: &Snapshot, first: KindId) -> Vec<u8> {
    let Snapshot { scopes, nodes } = snapshot;
    let (kinds, kind_of) = distinct(scopes.iter().map(|scope| scope.kind));
    let valued = Vec::from_iter(nodes.iter().filter(|node| node.value.is_some()));
    let (lanes, lane_of) = distinct(valued.iter().map(|node| node.shape));

    let mut writer = Writer::default();
    write_count(&mut writer, scopes.len());
    write_count(&mut writer, nodes.len());
    write_kinds(&mut writer, &kinds, first);
    writer.numbers(&Vec::from_iter(scopes.iter().map(|scope| scope.region)));
    writer.numbers(&kind_of);
    writer.numbers(&statuses(nodes, &lane_of));
    for scopes in grouped(scopes.iter(), &kind_of, kinds.len()) {
        write_slots(&mut writer, &scopes);
    }
    for nodes in grouped(valued.into_iter(), &lane_of, lanes.len()) {
        writer.column(&Vec::from_iter(
            nodes.into_iter().filter_map(|node| node.value.as_ref()),
        ));
    }
    writer.trimmed()
}

/// Decodes a snapshot; `slots` tells how many slots a kind has, and `first` is what it was encoded with.
///
/// # Errors
/// If the bytes are no snapshot, or not one for this artifact.
pub fn decode(
    bytes: &[u8],
    first: KindId,
    slots: impl Fn(KindId) -> Option<usize>,
) -> Result<Snapshot, SnapshotError> {
    let mut reader = Reader::new(bytes);
    let scope_count = read_count(&mut reader, SCOPES)?;
    let node_count = read_count(&mut reader, NODES)?;
    let kinds = read_kinds(&mut reader, scope_count, first)?;
    let regions = reader.numbers(scope_count)?;
    let kind_of = reader.numbers(scope_count)?;
    let statuses = reader.numbers(node_count)?;
    let scopes = read_scopes(&mut reader, &kinds, &regions, &kind_of, slots)?;
    let nodes = read_nodes(&mut reader, &statuses)?;
    if reader.is_at_end() {
        Ok(Snapshot { scopes, nodes })
    } else {
        Err(SnapshotError::Malformed)
    }
}

/// A status without its lane: room for the uplink and for whether there is a value.
const LANE_SHIFT: u32 = 3;
const UPLINK_SHIFT: u32 = 1;
const HAS_VALUE: u32 = 1;

/// The different items in the order of their first appearance, and for each item which of them it is.
fn distinct<T: Copy + Eq + Hash>(items: impl Iterator<Item = T>) -> (Vec<T>, Vec<u32>) {
    let mut found = Vec::new();
    let mut index_of = HashMap::new();
    let indices = items.map(|item| {
        *index_of.entry(item).or_insert_with(|| {
            found.push(item);
            found.len() as u32 - 1
        })
    });
    let indices = indices.collect();
    (found, indices)
}

/// The items by group.
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

fn statuses(nodes: &[NodeRecord], lane_of: &[u32]) -> Vec<u32> {
    let mut lanes = lane_of.iter();
    let status = |node: &NodeRecord| {
        let lane = node.value.as_ref().and_then(|_| lanes.next());
        let lane = lane.map_or(0, |lane| lane << LANE_SHIFT | HAS_VALUE);
        lane | (node.uplink as u32) << UPLINK_SHIFT
    };
    nodes.iter().map(status).collect()
}

fn write_slots(writer: &mut Writer, scopes: &[&ScopeRecord]) {
    let slots = scopes[0].slots.len();
    assert!(
        scopes.iter().all(|scope| scope.slots.len() == slots),
        "scopes of one kind are alike"
    );
    for slot in 0..slots {
        writer.column(&Vec::from_iter(
            scopes.iter().map(|scope| &scope.slots[slot]),
        ));
    }
}

fn read_count(reader: &mut Reader<'_>, most: usize) -> Result<usize, SnapshotError> {
    let count = unzigzag(reader.varint()?).saturating_add(1);
    match usize::try_from(count) {
        Ok(count) if count <= most => Ok(count),
        _ => Err(SnapshotError::Malformed),
    }
}

fn read_kinds(
    reader: &mut Reader<'_>,
    scopes: usize,
    first: KindId,
) -> Result<Vec<KindId>, SnapshotError> {
    let mut kinds = Vec::new();
    if scopes == 0 {
        return Ok(kinds);
    }
    for _ in 0..=reader.varint()? {
        let kind = u32::try_from(reader.varint()?).map_err(|_| Malformed)?;
        kinds.push(KindId(kind ^ first.0));
    }
    Ok(kinds)
}

fn read_scopes(
    reader: &mut Reader<'_>,
    kinds: &[KindId],
    regions: &[u32],
    kind_of: &[u32],
    slots: impl Fn(KindId) -> Option<usize>,
) -> Result<Vec<ScopeRecord>, SnapshotError> {
    let mut scopes = Vec::new();
    let mut members = vec![Vec::new(); kinds.len()];
    for (region, kind) in regions.iter().zip(kind_of) {
        members
            .get_mut(*kind as usize)
            .ok_or(Malformed)?
            .push(scopes.len());
        let (region, kind) = (*region, kinds[*kind as usize]);
        scopes.push(ScopeRecord {
            region,
            kind,
            slots: Vec::new(),
        });
    }
    for (kind, members) in kinds.iter().zip(members) {
        for _ in 0..slots(*kind).ok_or(SnapshotError::UnknownKind(*kind))? {
            for (scope, cell) in members.iter().zip(reader.column(members.len())?) {
                scopes[*scope].slots.push(cell);
            }
        }
    }
    Ok(scopes)
}

fn read_nodes(reader: &mut Reader<'_>, statuses: &[u32]) -> Result<Vec<NodeRecord>, SnapshotError> {
    let mut nodes = Vec::new();
    let mut members: Vec<Vec<usize>> = Vec::new();
    for status in statuses {
        let lane = status >> LANE_SHIFT;
        if status & HAS_VALUE != 0 {
            members_of(&mut members, lane)?.push(nodes.len());
        }
        let uplink = uplink(status >> UPLINK_SHIFT & 3)?;
        nodes.push(NodeRecord {
            uplink,
            shape: lane,
            value: None,
        });
    }
    for members in members {
        for (node, cell) in members.iter().zip(reader.column(members.len())?) {
            nodes[*node].value = Some(cell);
        }
    }
    Ok(nodes)
}

/// The nodes of a lane; lanes appear in order, so a new one is the next one.
fn members_of(lanes: &mut Vec<Vec<usize>>, lane: u32) -> Result<&mut Vec<usize>, Malformed> {
    if lane as usize == lanes.len() {
        lanes.push(Vec::new());
    }
    lanes.get_mut(lane as usize).ok_or(Malformed)
}

fn uplink(number: u32) -> Result<Uplink, Malformed> {
    match number {
        0 => Ok(Uplink::None),
        1 => Ok(Uplink::Lazy),
        2 => Ok(Uplink::Eager),
        _ => Err(Malformed),
    }
}

impl From<Malformed> for SnapshotError {
    fn from(Malformed: Malformed) -> Self {
        Self::Malformed
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
