//! The names of what is new on the page, until the browser is told.

use std::cell::RefCell;
use std::mem;

use crate::part::KindId;
use crate::wire::limits::NAMED_NODES;
use crate::wire::names::{FrameNames, NamedNode, Names, RegionName};
use crate::wire::number::Region;

/// The names that the browser was not told of.
#[derive(Default)]
pub(crate) struct PageNames(RefCell<NewNames>);

#[derive(Default)]
struct NewNames {
    /// The first region; the others follow.
    first: Region,
    /// Of each region the number of the one around it, counted from 1, and the name there. Many regions wait for long.
    regions: Vec<(u32, u32)>,
    frames: Vec<FrameNames>,
    nodes: Vec<NamedNode>,
}

/// A place on the page, by the region around it and the way there from that region.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct NamedPlace(RegionName);

impl NamedPlace {
    /// The beginning of a region.
    pub fn inside(region: Region) -> Self {
        Self(RegionName {
            outer: Some(region),
            name: 0,
        })
    }

    /// The content of a structure, in the hole at these steps from the region.
    pub fn hole(region: Region, steps: &[u8]) -> Self {
        let name = steps.iter().fold(0, |name: u32, step| {
            name.wrapping_mul(STEPS).wrapping_add(u32::from(*step))
        });
        Self(RegionName {
            outer: Some(region),
            // Odd: the other places are even.
            name: name << 1 | 1,
        })
    }

    /// The place with this index in this one: a hole of a template, an item of a list, an arm.
    pub fn step(self, index: usize) -> Self {
        let index = (index as u32 + 1) << 1;
        let name = match self.0.name {
            0 => index,
            name => (name.rotate_left(7) ^ index).wrapping_mul(SPREAD) & !1,
        };
        self.named(name)
    }

    /// The row with this key. Rows with consecutive keys have consecutive names.
    pub fn row(self, key: u32) -> Self {
        self.named(self.0.name.wrapping_mul(SPREAD).wrapping_add(key))
    }

    fn named(self, name: u32) -> Self {
        Self(RegionName { name, ..self.0 })
    }
}

/// The names for which there is room at first, and the fewest by which it grows.
const FEW: usize = 16;

/// The most names of regions that wait.
const WAITING: usize = 1024;

/// A factor that spreads the steps of a locator.
const STEPS: u32 = 31;

/// A factor that spreads names.
const SPREAD: u32 = 0x9e37_79b1;

impl PageNames {
    /// Names the region with this number, the next one.
    pub fn region(&self, region: Region, at: NamedPlace) {
        let mut names = self.0.borrow_mut();
        if names.regions.is_empty() {
            names.first = region;
        }
        let outer = at.0.outer.map_or(0, |outer| outer.0 + 1);
        let count = names.regions.len();
        if count == names.regions.capacity() {
            // Not twice as many: they may wait for long.
            names.regions.reserve_exact(FEW.max(count / 8));
        }
        names.regions.push((outer, at.0.name));
    }

    /// Forgets the names of the regions from this one on.
    pub fn take_back(&self, next: Region) {
        let mut names = self.0.borrow_mut();
        let kept = next.0.saturating_sub(names.first.0);
        names.regions.truncate(kept as usize);
    }

    /// Names the nodes among the captures of a kind in a region.
    pub fn frame(&self, region: Region, kind: KindId, nodes: &[NamedNode]) {
        if nodes.is_empty() || nodes.len() > NAMED_NODES as usize {
            return;
        }
        let mut names = self.0.borrow_mut();
        names.nodes.extend_from_slice(nodes);
        names.frames.push(FrameNames {
            region,
            kind,
            nodes: nodes.len() as u32,
        });
    }

    /// Takes the names that are new; `None` if no node is among them. Regions around which nothing has a name need none, so
    /// theirs wait for a node; many do not.
    pub fn take(&self) -> Option<Names> {
        let mut names = self.0.borrow_mut();
        let are_needed = !names.frames.is_empty() || names.regions.len() > WAITING;
        let names = are_needed.then(|| mem::take(&mut *names))?;
        let regions = names.regions.into_iter().map(|(outer, name)| RegionName {
            outer: outer.checked_sub(1).map(Region),
            name,
        });
        Some(Names {
            first: names.first,
            regions: regions.collect(),
            frames: names.frames,
            nodes: names.nodes,
        })
    }

    /// Gives memory back that nothing uses.
    pub fn trim(&self) {
        self.0.borrow_mut().regions.shrink_to_fit();
    }
}
