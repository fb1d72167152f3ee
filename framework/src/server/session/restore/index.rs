//! Finds nodes by their names, and names by nodes.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::wire::QuickHash;
use crate::wire::limits::NESTED_VIEWS;
use crate::wire::names::{Names, NodeName, RegionName};
use crate::wire::number::{NodeNumber, Region};

/// The name of a node, from the page inwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NodePath {
    /// The names of the regions around it, the outermost first.
    regions: Vec<u32>,
    /// The name in the innermost one.
    pub name: NodeName,
}

/// The names of a session. What has the same name as something else has none.
pub(super) struct NameIndex {
    names: HashMap<Region, RegionName, QuickHash>,
    regions: HashMap<RegionName, Option<Region>, QuickHash>,
    nodes: HashMap<(Region, NodeName), Option<NodeNumber>, QuickHash>,
    /// The names of each node. A node that many rows captured has one in some of them.
    places: HashMap<NodeNumber, Vec<(Region, NodeName)>, QuickHash>,
}

impl NameIndex {
    /// Makes an index of names.
    pub fn of(all: &[Names]) -> Self {
        let mut index = Self {
            names: HashMap::default(),
            regions: HashMap::default(),
            nodes: HashMap::default(),
            places: HashMap::default(),
        };
        all.iter().for_each(|names| index.add(names));
        index
    }

    fn add(&mut self, names: &Names) {
        for (number, name) in (names.first.0..).zip(&names.regions) {
            self.names.insert(Region(number), *name);
            match self.regions.entry(*name) {
                // It is there in place of one that is gone: it came with a later message.
                Entry::Occupied(mut entry) if entry.get().is_some_and(|old| old < names.first) => {
                    entry.insert(Some(Region(number)));
                }
                entry => once(entry, Region(number)),
            }
        }
        let mut nodes = names.nodes.iter();
        for frame in &names.frames {
            for named in nodes.by_ref().take(frame.nodes as usize) {
                let at = (frame.region, named.name);
                once(self.nodes.entry(at), named.node);
                let places = self.places.entry(named.node).or_default();
                if places.len() < PLACES && !places.contains(&at) {
                    places.push(at);
                }
            }
        }
    }

    /// Returns the names of a node.
    pub fn names(&self, node: NodeNumber) -> Vec<NodePath> {
        let places = self.places.get(&node).into_iter().flatten();
        let names = places.filter_map(|(region, name)| self.path(node, *region, *name));
        names.collect()
    }

    fn path(&self, node: NodeNumber, region: Region, own: NodeName) -> Option<NodePath> {
        let only = self.nodes.get(&(region, own)).copied().flatten();
        let mut regions = Vec::new();
        let mut next = Some(region);
        while let Some(region) = next {
            let name = self.names.get(&region)?;
            // Also ends a path that a browser has made up.
            if self.regions.get(name) != Some(&Some(region)) || regions.len() > NESTED {
                return None;
            }
            regions.push(name.name);
            next = name.outer;
        }
        regions.reverse();
        only.filter(|only| *only == node)?;
        Some(NodePath { regions, name: own })
    }

    /// Returns the node with a name.
    pub fn node(&self, path: &NodePath) -> Option<NodeNumber> {
        let mut outer = None;
        for &name in &path.regions {
            let region = self.regions.get(&RegionName { outer, name }).copied()?;
            outer = Some(region?);
        }
        *self.nodes.get(&(outer?, path.name))?
    }
}

/// The most places of a node by which it is named.
const PLACES: usize = 4;

/// The most regions around a node.
const NESTED: usize = NESTED_VIEWS as usize;

/// Enters a value; if there is another one already, none remains.
fn once<K, V: PartialEq>(entry: Entry<'_, K, Option<V>>, value: V) {
    match entry {
        Entry::Vacant(entry) => {
            entry.insert(Some(value));
        }
        Entry::Occupied(mut entry) => {
            if entry.get().as_ref() != Some(&value) {
                entry.insert(None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::names::{FrameNames, NamedNode};

    const NAME: NodeName = NodeName(7);

    /// Returns a page with a list whose rows have these keys and a node each, from these numbers on.
    fn list(region: u32, node: u32, keys: &[u32]) -> Names {
        let named = |outer, name| RegionName { outer, name };
        let page = Region(region);
        let mut names = Names {
            first: page,
            regions: vec![named(None, 0)],
            ..Names::default()
        };
        for (key, row) in keys.iter().zip(0..) {
            names.regions.push(named(Some(page), *key));
            names.frames.push(FrameNames {
                region: Region(region + 1 + row),
                nodes: 1,
            });
            names.nodes.push(NamedNode {
                name: NAME,
                node: NodeNumber(node + row),
            });
        }
        names
    }

    fn find(then: &Names, now: &Names, node: u32) -> Option<u32> {
        let (then, now) = (
            NameIndex::of(std::slice::from_ref(then)),
            NameIndex::of(std::slice::from_ref(now)),
        );
        let names = then.names(NodeNumber(node));
        names
            .iter()
            .find_map(|name| now.node(name))
            .map(|node| node.0)
    }

    #[test]
    fn a_row_is_found_by_its_key_wherever_it_is() {
        let (then, now) = (list(0, 0, &[10, 11, 12]), list(3, 20, &[9, 12, 10]));
        assert_eq!(find(&then, &now, 0), Some(22));
        assert_eq!(find(&then, &now, 1), None, "the row is gone");
        assert_eq!(find(&then, &now, 2), Some(21));
    }

    #[test]
    fn what_is_there_twice_is_not_found() {
        let once = list(0, 0, &[10, 11]);
        let twice = list(0, 0, &[10, 10, 11]);
        assert_eq!(find(&once, &twice, 0), None);
        assert_eq!(find(&twice, &once, 0), None);
        assert_eq!(find(&twice, &once, 2), Some(1));
    }

    #[test]
    fn a_node_that_several_rows_have_is_found_by_any_of_them() {
        let shared = |region, keys: &[u32]| {
            let mut names = list(region, 0, keys);
            names
                .nodes
                .iter_mut()
                .for_each(|named| named.node = NodeNumber(7));
            names
        };
        let (then, now) = (shared(0, &[10, 11, 12]), shared(3, &[12, 9]));
        assert_eq!(find(&then, &now, 7), Some(7));
        assert_eq!(find(&then, &shared(3, &[9]), 7), None);
    }

    #[test]
    fn what_was_there_again_is_found() {
        let mut again = list(0, 0, &[10]);
        let page = again.regions.remove(0);
        again.first = Region(5);
        again.frames[0].region = Region(5);
        again.nodes[0].node = NodeNumber(9);
        let then = NameIndex::of(&[list(0, 0, &[10]), again]);
        let now = NameIndex::of(&[list(0, 0, &[10])]);
        let found = |node| now.node(then.names(NodeNumber(node)).first()?);
        assert_eq!(page.outer, None);
        assert_eq!((found(0), found(9)), (None, Some(NodeNumber(0))));
    }

    #[test]
    fn a_name_without_an_end_is_none() {
        let mut names = list(0, 0, &[10]);
        names.regions[0].outer = Some(Region(1));
        assert_eq!(NameIndex::of(&[names]).names(NodeNumber(0)), []);
    }
}
