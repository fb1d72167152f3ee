//! The names of what is new on the page, until the browser is told.

use std::cell::RefCell;
use std::collections::HashMap;
use std::mem;
use std::rc::Rc;

use super::numbers::NodeInSlot;
use crate::facts;
use crate::part::{Hole, KindId, fnv};
use crate::wire::QuickHash;
use crate::wire::limits::NAMED_NODES;
use crate::wire::names::{FrameNames, Losses, NamedNode, Names, NodeName, RegionName};
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

    /// The content of the hole with this name.
    pub fn hole(region: Region, name: HoleName) -> Self {
        Self(RegionName {
            outer: Some(region),
            name: name.0,
        })
    }

    /// The hole with this name in this place.
    pub fn within(self, name: HoleName) -> Self {
        self.step(name.0 as usize)
    }

    /// The place with this number in this one: the index of an item of a list, the number of an arm.
    pub fn step(self, number: usize) -> Self {
        let index = (number as u32).wrapping_add(1) << 1;
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

/// The name of a hole of a template: its index among the holes for components and structures, and how many of these there
/// are. So it stays when text and elements of the template are changed, and nothing that is inserted gets the name of
/// another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HoleName(u32);

impl HoleName {
    /// The name of the only hole that there is.
    pub const ONLY: Self = Self::new(0, 1);

    /// Makes the name.
    pub const fn new(index: usize, holes: usize) -> Self {
        Self(
            (holes as u32)
                .wrapping_mul(HOLES)
                .wrapping_add(index as u32),
        )
    }

    /// Returns the names of the holes for components and structures of a template, in order.
    pub fn all(holes: &[Hole]) -> impl Iterator<Item = Self> + use<> {
        let is_structure = |hole: &&Hole| matches!(hole, Hole::Structure { .. });
        let count = holes.iter().filter(is_structure).count();
        (0..count).map(move |index| Self::new(index, count))
    }
}

thread_local! {
    /// Of kinds the hash of the variable in each slot, with that of its component.
    static VARIABLES: RefCell<HashMap<KindId, Rc<[u32]>, QuickHash>> = RefCell::default();
}

/// Returns the hashes of the variables in the slots of a kind; fewer if not all are known.
fn variables(id: KindId) -> Rc<[u32]> {
    let known = VARIABLES.with_borrow(|all| all.get(&id).cloned());
    known.unwrap_or_else(|| {
        let hashes = facts::kind(id).map(|(facts, kind)| {
            let slots = kind.slots.iter().zip(0..);
            let component = facts::lasting_name(facts.component);
            let hash = |(variable, slot): (&usize, u32)| {
                let name = facts.only_name(*variable);
                let named = |name| NodeName::variable(component.as_ref(), name);
                name.map_or_else(|| in_this_build(id, slot), named)
            };
            slots.map(hash).collect()
        });
        let hashes: Rc<[u32]> = hashes.unwrap_or_default();
        VARIABLES.with_borrow_mut(|all| all.insert(id, Rc::clone(&hashes)));
        hashes
    })
}

/// Forgets the hashes of variables, because components have other names from now on.
#[cfg(feature = "testing")]
pub(crate) fn forget_variables() {
    VARIABLES.with_borrow_mut(HashMap::clear);
}

/// Returns the hash of a slot without a variable that is known, which is good for this build alone.
fn in_this_build(kind: KindId, slot: u32) -> u32 {
    fnv(
        fnv(facts::digest(), &kind.0.to_le_bytes()),
        &slot.to_le_bytes(),
    )
}

/// The names for which there is room at first, and the fewest by which it grows.
const FEW: usize = 4;

/// The most names of regions that wait.
const WAITING: usize = 1024;

/// More holes than most templates have.
const HOLES: u32 = 64;

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
            names.regions.reserve_exact(FEW.max(count / 2));
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
    pub fn frame(&self, region: Region, kind: KindId, nodes: &[NodeInSlot]) {
        if nodes.is_empty() || nodes.len() > NAMED_NODES as usize {
            return;
        }
        let variables = variables(kind);
        let named = nodes.iter().map(|node| {
            let variable = variables.get(node.slot as usize).copied();
            let variable = variable.unwrap_or_else(|| in_this_build(kind, node.slot));
            NamedNode {
                name: NodeName::new(variable, node.index, node.shape),
                node: node.number,
            }
        });
        let mut names = self.0.borrow_mut();
        names.nodes.extend(named);
        names.frames.push(FrameNames {
            region,
            nodes: nodes.len() as u32,
        });
    }

    /// Takes the names that are new, with those of losses; `None` if no node is among them. Regions around which nothing has a name need
    /// none, so theirs wait for a node; many do not.
    pub fn take(&self, losses: Losses) -> Option<Names> {
        let mut names = self.0.borrow_mut();
        let are_needed = !names.frames.is_empty() || names.regions.len() > WAITING;
        if !are_needed {
            let alone = Names {
                losses,
                ..Names::default()
            };
            return (!alone.losses.is_empty()).then_some(alone);
        }
        let names = mem::take(&mut *names);
        let regions = names.regions.into_iter().map(|(outer, name)| RegionName {
            outer: outer.checked_sub(1).map(Region),
            name,
        });
        Some(Names {
            first: names.first,
            regions: regions.collect(),
            frames: names.frames,
            nodes: names.nodes,
            losses,
        })
    }

    /// Gives memory back that nothing uses.
    pub fn trim(&self) {
        self.0.borrow_mut().regions.shrink_to_fit();
    }
}
