//! Rows at rest. A row that shows nothing but its own value can be made again from it at any time, so a long list keeps
//! of such a row its value, and the numbers by which the browser knows it. When another value comes, the row is made
//! again with the old one, and nobody is told; then the new one is written.

use std::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;

use crate::cross::Ways;
use crate::graph::{NodeId, ScopeContent, ScopeId, hooks};
use crate::part::Hole;
use crate::server::page_state::alike::AlikeRows;
use crate::server::page_state::link::{Link, Resident};
use crate::server::page_state::numbers::RestingNode;
use crate::server::render::follow;
use crate::server::render::tree::{GrownParts, Leaf, is_simple, taken};
use crate::server::stage::Known;
use crate::wire::number::{NodeNumber, Region};

/// A row that is on the page and has no nodes.
#[derive(Clone, Copy)]
pub(super) struct RestingRow {
    pub region: Region,
    /// The lowest number of its nodes.
    first: NodeNumber,
    /// The index of its pattern.
    pattern: u32,
    /// A hash of what it shows.
    shown: u32,
}

impl RestingRow {
    /// Makes a row that rests before the browser has been told of it.
    pub fn untold(region: Region) -> Self {
        Self {
            region,
            first: NodeNumber::default(),
            pattern: 0,
            shown: 0,
        }
    }
}

/// The answer of a row that was asked to rest.
pub(super) enum Rest {
    /// The row can rest, and this is what is kept of it.
    Row(RestingRow),
    /// A part of the row is not up to date.
    NotYet,
    /// The row shows more than its item, or something else depends on it.
    Never,
}

/// The facts that rows have in common about the nodes that the page knows: for each node of a row, in the order of
/// creation.
#[derive(Default)]
pub(super) struct RowPatterns {
    known: Vec<Box<[Option<PatternNode>]>>,
    /// The nodes and the pattern of the row that is looked at.
    nodes: Vec<NodeId>,
    pattern: Vec<Option<PatternNode>>,
}

#[derive(PartialEq)]
struct PatternNode {
    /// The difference between the number of the node and the lowest one of the row.
    offset: u32,
    known: RestingNode,
    is_mirrored: bool,
}

/// The most patterns of a list.
const PATTERNS: usize = 16;

impl RowPatterns {
    /// Looks at a row that is on the page, whether its scope can be disposed of. `source` has its value.
    pub fn rest(
        &mut self,
        known: &Known,
        (region, scope): (Region, ScopeId),
        resident: Option<Resident>,
        source: NodeId,
    ) -> Rest {
        let shown = match ScopeContent::of(scope, source, &mut self.nodes) {
            ScopeContent::Closed(shown) => shown,
            ScopeContent::Unsettled => return Rest::NotYet,
            ScopeContent::Open => return Rest::Never,
        };
        if !known.link(|link| is_settled(link, resident, &self.nodes)) {
            return Rest::Never;
        }
        let first = self.find_pattern(known);
        let row = hash(shown, &self.nodes, &self.pattern).and_then(|shown| {
            let pattern = self.index(PATTERNS)?;
            Some(RestingRow {
                region,
                first,
                pattern,
                shown,
            })
        });
        row.map_or(Rest::Never, Rest::Row)
    }

    /// Finds the pattern of the nodes. Returns their lowest number.
    fn find_pattern(&mut self, known: &Known) -> NodeNumber {
        let numbers = known.numbers();
        let resting = |node: &NodeId| {
            let (number, resting) = numbers.resting(*node)?;
            Some(PatternNode {
                offset: number.0,
                known: resting,
                is_mirrored: known.link(|link| link.is_mirrored(*node)),
            })
        };
        self.pattern.clear();
        self.pattern.extend(self.nodes.iter().map(resting));
        let offsets = self.pattern.iter().flatten().map(|node| node.offset);
        let first = offsets.min().unwrap_or_default();
        for node in self.pattern.iter_mut().flatten() {
            node.offset -= first;
        }
        NodeNumber(first)
    }

    /// Lets the nodes of a scope be those of a row again. Returns false if it is not what the browser has.
    pub fn wake(&mut self, known: &Known, row: RestingRow, scope: ScopeId, source: NodeId) -> bool {
        let ScopeContent::Closed(shown) = ScopeContent::of(scope, source, &mut self.nodes) else {
            return false;
        };
        let pattern = &self.known[row.pattern as usize];
        if self.nodes.len() != pattern.len() || hash(shown, &self.nodes, pattern) != Some(row.shown)
        {
            return false;
        }
        let numbers = known.numbers();
        for (node, pattern) in self.nodes.iter().zip(pattern) {
            if let Some(pattern) = pattern {
                let number = NodeNumber(row.first.0 + pattern.offset);
                numbers.replace(number, *node, &pattern.known);
                if pattern.is_mirrored {
                    known.mirror(*node);
                }
            }
        }
        true
    }

    /// Returns the rows that are like a model, as they rest.
    pub fn rest_alike(&mut self, known: &Known, rows: &AlikeRows) -> Vec<RestingRow> {
        self.nodes.clone_from(&rows.nodes);
        self.find_pattern(known);
        for (at, node) in self.pattern.iter_mut().enumerate() {
            *node = node.take().and_then(|node| {
                let (offset, _) = rows.known(at)?;
                Some(PatternNode { offset, ..node })
            });
        }
        let mirrored = self.pattern.iter().enumerate().filter_map(|(at, node)| {
            let is_mirrored = node.as_ref()?.is_mirrored;
            rows.known(at).filter(|_| is_mirrored).map(|(_, cell)| cell)
        });
        let mirrored: Vec<usize> = mirrored.collect();
        let pattern = self.index(usize::MAX).unwrap_or_default();
        let resting = |row| {
            let values = mirrored.iter().map(|cell| rows.cell(row, *cell));
            RestingRow {
                region: rows.region(row),
                first: rows.first_of(row),
                pattern,
                shown: combined(rows.shown(row), values),
            }
        };
        (0..rows.count()).map(resting).collect()
    }

    /// Returns the index of the pattern that was found; `None` if it is new, and there are so many already.
    fn index(&mut self, most: usize) -> Option<u32> {
        let mut known = self.known.iter().map(|known| &**known);
        let known = known.rposition(|known| *known == self.pattern[..]);
        let at = known.or_else(|| {
            let at = self.known.len();
            (at < most).then(|| self.known.push(self.pattern.drain(..).collect()))?;
            Some(at)
        });
        at.map(|at| at as u32)
    }
}

/// Returns a hash of what the effects of a row show and of the values that the browser has of its nodes; `None` if
/// there are handles in these.
fn hash(shown: u64, nodes: &[NodeId], pattern: &[Option<PatternNode>]) -> Option<u32> {
    let mut values = Vec::new();
    for (node, pattern) in nodes.iter().zip(pattern) {
        if let Some(pattern) = pattern.as_ref().filter(|pattern| pattern.is_mirrored) {
            let value = pattern.known.value;
            if value.ways != Ways::Both {
                return None;
            }
            values.push(hooks::with_value(*node, value.encode)?);
        }
    }
    Some(combined(shown, values.iter().map(Vec::as_slice)))
}

fn combined<'v>(shown: u64, values: impl Iterator<Item = &'v [u8]>) -> u32 {
    let mut hasher = FixedState::default().build_hasher();
    hasher.write_u64(shown);
    values.for_each(|value| hasher.write(value));
    hasher.finish() as u32
}

/// Returns whether nothing that happens later changes which functions of a row the browser runs, or its nodes.
pub(super) fn is_settled(link: &Link, resident: Option<Resident>, nodes: &[NodeId]) -> bool {
    resident.is_none_or(|resident| link.is_settled(resident))
        && !nodes.iter().any(|node| link.is_dirty(*node))
}

/// Computes what a row shows, without telling anybody. Returns false if the row is not a use of one template in which
/// the server follows texts and values.
pub(super) fn show_again(
    known: &Known,
    region: Region,
    parts: &GrownParts,
    leaves: &mut [Leaf],
) -> bool {
    let mut leaves = leaves.iter_mut().map(taken);
    let mut inert = 0_u32;
    for hole in parts.template.holes {
        let place = (region, hole);
        match hole {
            Hole::Inert => inert += 1,
            Hole::InertEnd => inert -= 1,
            Hole::Mark | Hole::AnchorElement(_) | Hole::AnchorComment(_) | Hole::Scripts => {}
            _ => match leaves.next() {
                Some(Leaf::TextWith(text)) if inert == 0 => {
                    follow::text(known, parts.scope, place, text, |_| ());
                }
                Some(Leaf::ValueWith(value)) if inert == 0 => {
                    follow::value(known, parts.scope, place, value);
                }
                Some(leaf) if is_simple(&leaf) => {}
                _ => return false,
            },
        }
    }
    true
}
