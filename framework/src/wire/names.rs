//! Names: what the regions and nodes of a page are called, so that a session of another process finds its own of the
//! same name.
//!
//! Numbers say nothing outside of their session. The *name of a region* is its place in the region around it: a hole of
//! the template, an arm, the key of a row. The *name of a node* is a hash of the variable that client functions in a region
//! have captured it by, of the component with that variable, and of the shape of its values. The names of a page are those
//! of all regions from the page to the region, then that of the node. So a node has the same name in another build of the
//! program, as long as nobody has changed the variable or its type, or the structures around it.
//!
//! The server sends the names of what is new, and the browser keeps them as they are. They are written in columns
//! ([`mod@super::column`]): a thousand rows with ascending keys are a few bytes.

use serde_bytes::ByteBuf;

use super::column::{Malformed, Reader, Writer};
use super::limits::NAMED_NODES;
use super::number::{NodeNumber, Region};
use crate::part::{FNV_OFFSET, fnv};

/// The names of regions whose numbers are consecutive, and of nodes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// The number of the first region.
    pub first: Region,
    /// In the order of their numbers.
    pub regions: Vec<RegionName>,
    /// The captures of client functions.
    pub frames: Vec<FrameNames>,
    /// The nodes among these captures, frame by frame.
    pub nodes: Vec<NamedNode>,
    /// What only the server has.
    pub losses: Losses,
}

/// Names of what a page loses with its session, for a page that asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// Hashes of the variables whose values only the server has: see [`NodeName::variable`].
    pub variables: Vec<u32>,
    /// The shapes of the values that the browser has. With them the name of a node tells of which variable it is.
    pub shapes: Vec<u32>,
}

impl Losses {
    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.variables.is_empty() && self.shapes.is_empty()
    }
}

/// The name of a region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct RegionName {
    /// The region around it; `None` for the page's own.
    pub outer: Option<Region>,
    /// The place there.
    pub name: u32,
}

/// The captures of some client functions in one region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameNames {
    /// The region.
    pub region: Region,
    /// The number of nodes among the captures.
    pub nodes: u32,
}

/// A node among the captures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedNode {
    /// The name.
    pub name: NodeName,
    /// The number.
    pub node: NodeNumber,
}

/// The name of a node in its region, of 28 bits: four bytes where it is written first, and none for further rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NodeName(pub u32);

impl NodeName {
    /// Returns the hash of a variable and its component.
    pub const fn variable(component: &str, variable: &str) -> u32 {
        fnv(fnv(FNV_OFFSET, component.as_bytes()), variable.as_bytes())
    }

    /// Returns the name of the node at an index in the value of a variable, with values of this shape. `variable` is the
    /// hash of the variable and its component.
    pub const fn new(variable: u32, index: u32, shape: u32) -> Self {
        Self::shaped(Self::unshaped(variable, index), shape)
    }

    /// Returns the hash that the names of the node have in common, whatever the shape of its values.
    pub(crate) const fn unshaped(variable: u32, index: u32) -> u32 {
        fnv(
            fnv(FNV_OFFSET, &variable.to_le_bytes()),
            &index.to_le_bytes(),
        )
    }

    /// Returns the name of a node with this hash and values of this shape.
    pub(crate) const fn shaped(unshaped: u32, shape: u32) -> Self {
        let hash = fnv(unshaped, &shape.to_le_bytes());
        Self((hash ^ hash >> BITS) & ((1 << BITS) - 1))
    }
}

/// The bits of a node's name.
const BITS: u32 = 28;

impl Names {
    /// Encodes the names. A browser reads the first two numbers: the first region, and how many there are.
    pub fn encode(&self) -> ByteBuf {
        let mut writer = Writer::default();
        writer.varint(self.first.0.into());
        writer.varint(self.regions.len() as u64);
        let outer = |region: &RegionName| region.outer.map_or(0, |outer| outer.0 + 1);
        writer.numbers(&Vec::from_iter(self.regions.iter().map(outer)));
        writer.numbers(&Vec::from_iter(
            self.regions.iter().map(|region| region.name),
        ));
        writer.varint(self.frames.len() as u64);
        writer.numbers(&Vec::from_iter(
            self.frames.iter().map(|frame| frame.region.0),
        ));
        writer.numbers(&Vec::from_iter(self.frames.iter().map(|frame| frame.nodes)));
        let longest = self.frames.iter().map(|frame| frame.nodes).max();
        for index in 0..longest.unwrap_or(0) {
            let nodes = || self.nth(index);
            writer.numbers(&Vec::from_iter(nodes().map(|node| node.name.0)));
            writer.numbers(&Vec::from_iter(nodes().map(|node| node.node.0)));
        }
        for hashes in [&self.losses.variables, &self.losses.shapes] {
            writer.varint(hashes.len() as u64);
            writer.numbers(hashes);
        }
        writer.trimmed().into()
    }

    /// Returns of each frame the node with this index, if it has so many.
    fn nth(&self, index: u32) -> impl Iterator<Item = NamedNode> {
        let mut start = 0;
        self.frames.iter().filter_map(move |frame| {
            let at = start + index as usize;
            start += frame.nodes as usize;
            self.nodes.get(at).copied().filter(|_| index < frame.nodes)
        })
    }

    /// Decodes names, and takes as many as there are from `room`.
    ///
    /// # Errors
    /// If the bytes are not names, or more than there is room for.
    pub fn decode(bytes: &[u8], room: &mut usize) -> Result<Self, Malformed> {
        let mut reader = Reader::new(bytes);
        let first = Region(reader.u32());
        let count = count(&mut reader, room);
        let outer = reader.numbers(count).into_iter();
        let named = outer.zip(reader.numbers(count));
        let regions = named.map(|(outer, name)| RegionName {
            outer: outer.checked_sub(1).map(Region),
            name,
        });
        let regions = regions.collect();
        let frames = read_frames(&mut reader, room);
        let nodes = read_nodes(&mut reader, &frames, room);
        let [variables, shapes] = [(); 2].map(|()| read_hashes(&mut reader, room));
        reader.finish()?;
        Ok(Self {
            first,
            regions,
            frames,
            nodes,
            losses: Losses { variables, shapes },
        })
    }
}

fn count(reader: &mut Reader<'_>, room: &mut usize) -> usize {
    let count = reader.u32() as usize;
    taken(reader, count, room)
}

/// Returns the number, if there is room for so many; otherwise none.
fn taken(reader: &mut Reader<'_>, count: usize, room: &mut usize) -> usize {
    match room.checked_sub(count) {
        Some(rest) => {
            *room = rest;
            count
        }
        None => {
            reader.refuse();
            0
        }
    }
}

fn read_hashes(reader: &mut Reader<'_>, room: &mut usize) -> Vec<u32> {
    let count = count(reader, room);
    reader.numbers(count)
}

fn read_frames(reader: &mut Reader<'_>, room: &mut usize) -> Vec<FrameNames> {
    let count = count(reader, room);
    let (regions, nodes) = (reader.numbers(count), reader.numbers(count));
    let frames = regions.into_iter().zip(nodes);
    let frames = frames.map(|(region, nodes)| FrameNames {
        region: Region(region),
        nodes,
    });
    frames.collect()
}

fn read_nodes(reader: &mut Reader<'_>, frames: &[FrameNames], room: &mut usize) -> Vec<NamedNode> {
    if frames.iter().any(|frame| frame.nodes > NAMED_NODES) {
        reader.refuse();
        return Vec::new();
    }
    let all = frames.iter().map(|frame| frame.nodes as usize).sum();
    let all = taken(reader, all, room);
    let mut nodes = vec![
        NamedNode {
            name: NodeName(0),
            node: NodeNumber(0)
        };
        all
    ];
    let longest = frames.iter().map(|frame| frame.nodes).max();
    for index in 0..longest.unwrap_or(0) {
        let having = frames.iter().filter(|frame| index < frame.nodes).count();
        let mut cells = reader
            .numbers(having)
            .into_iter()
            .zip(reader.numbers(having));
        let mut start = 0;
        for frame in frames {
            let at = start + index as usize;
            start += frame.nodes as usize;
            if index < frame.nodes
                && let Some((name, node)) = cells.next()
            {
                nodes[at] = NamedNode {
                    name: NodeName(name),
                    node: NodeNumber(node),
                };
            }
        }
        if reader.is_malformed() {
            break;
        }
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::limits::NAMES;

    fn rows(count: u32) -> Names {
        let region = |outer, name| RegionName { outer, name };
        let mut names = Names {
            first: Region(7),
            regions: vec![region(None, 0), region(Some(Region(7)), 3)],
            ..Names::default()
        };
        for row in 0..count {
            names.regions.push(region(Some(Region(8)), 1_000 + row));
            names.frames.push(FrameNames {
                region: Region(9 + row),
                nodes: 2,
            });
            names.nodes.push(NamedNode {
                name: NodeName::new(1, 0, 7),
                node: NodeNumber(row * 2),
            });
            names.nodes.push(NamedNode {
                name: NodeName::new(2, 0, 7),
                node: NodeNumber(row * 2 + 1),
            });
        }
        names.frames.push(FrameNames {
            region: Region(7),
            nodes: 1,
        });
        names.nodes.push(NamedNode {
            name: NodeName::new(3, 1, 9),
            node: NodeNumber(90_000),
        });
        names
    }

    #[test]
    fn names_are_decoded_as_they_were_encoded() {
        for names in [Names::default(), rows(0), rows(1), rows(300)] {
            assert_eq!(Names::decode(&names.encode(), &mut { NAMES }), Ok(names));
        }
    }

    #[test]
    fn a_name_differs_with_variable_index_and_shape() {
        let name = NodeName::new(1, 0, 7);
        for other in [(2, 0, 7), (1, 1, 7), (1, 0, 8)] {
            assert_ne!(name, NodeName::new(other.0, other.1, other.2));
        }
        assert!(name.0 < 1 << BITS);
    }

    #[test]
    fn a_thousand_rows_are_few_bytes() {
        let bytes = rows(1_000).encode().len();
        assert!(bytes < 80, "{bytes}");
    }

    #[test]
    fn what_is_announced_is_bounded() {
        for bytes in [
            &[0, 0xff, 0xff, 0xff, 0x7f][..],
            &[0, 0, 0xff, 0xff, 0xff, 0x7f],
            // More regions than there is room for, in a message of them.
            &[0, 0x81, 0x80, 0x04],
            // One frame with 2^28 nodes.
            &[0, 0, 1, 0, 0, 0, 0x80, 0x80, 0x80, 0x80, 0x01],
        ] {
            assert_eq!(Names::decode(bytes, &mut { NAMES }), Err(Malformed));
        }
    }
}
