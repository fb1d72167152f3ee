//! The nodes that a page knows, by number.

use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use super::crossed::{NodeOwners, Owners};
use crate::cross::{Access, Numbering, ValueOps};
use crate::graph::{NodeId, hooks};
use crate::wire::QuickHash;
use crate::wire::number::NodeNumber;

/// The numbers of nodes. A node gets its number at its first crossing, from 0 on, and no number is used again.
///
/// A node that is disposed of has no number any more; its entry is dropped some time later.
#[derive(Default)]
pub(crate) struct Numbers {
    table: RefCell<NumberTable>,
    /// The slot of a frame that is encoded now, and the number of nodes in it so far.
    slot: Cell<Option<(u32, u32)>>,
    /// The nodes in the slots of the frame that is encoded now that are to have names there.
    in_slots: RefCell<Vec<NodeInSlot>>,
    /// True if one name of a node is enough, because nothing has left the page since the first one was told.
    are_names_lasting: Cell<bool>,
    /// The variables that hold handles of the nodes in the browser.
    pub owners: Owners,
}

/// A node in a slot that is to have a name there.
#[derive(Clone, Copy)]
pub(crate) struct NodeInSlot {
    pub slot: u32,
    /// The index among the nodes in the slot.
    pub index: u32,
    /// The shape of the node's values.
    pub shape: u32,
    pub number: NodeNumber,
}

#[derive(Default)]
struct NumberTable {
    /// For each place in the graph the number of the node there that was numbered last, or [`NO_NUMBER`].
    of: Vec<NodeNumber>,
    /// In the order of the numbers. A page that is open for long gives out many numbers, and keeps few of the nodes.
    entries: Vec<NumberedNode>,
    /// The number of entries that were left when those of disposed nodes were dropped last.
    existed: usize,
    /// The first number that was not given out.
    given: NodeNumber,
    /// The first number that the browser was not told of.
    told: NodeNumber,
    /// Nodes of which the browser had only readers when it was told of them, and now has a setter.
    raised: Vec<NodeId>,
    /// Nodes whose values the browser got with readers alone in them.
    narrowed: HashSet<NodeId, QuickHash>,
    /// Nodes of `narrowed` whose handles have crossed in another value since.
    nested: Vec<NodeId>,
}

/// The nodes of one slot that have names.
const IN_SLOT: u32 = 16;

/// The most names of a node: a thousand rows that can write the same node need not name it.
const MOST_NAMES: u8 = 4;

/// The number of a place whose node has none.
const NO_NUMBER: NodeNumber = NodeNumber(u32::MAX);

/// Fewer entries than this are not searched for those of disposed nodes.
const FEW: usize = 64;

/// A node that the page knows.
#[derive(Clone, Copy)]
pub(crate) struct NumberedNode {
    pub node: NodeId,
    /// The operations on its value.
    pub value: &'static ValueOps,
    number: NodeNumber,
    /// True if a handle crossed that can write the node, or call it.
    pub has_setter: bool,
    /// True if a handle crossed inside of another value, so that nobody knows what client code does with it.
    pub is_nested: bool,
    /// The number of its names.
    names: u8,
}

/// The result of looking up a number that a browser sent.
pub(crate) enum Lookup {
    /// A node.
    Node(NumberedNode),
    /// A node that does not exist any more.
    Stale,
    /// A number that the browser was never given.
    Never,
}

/// The knowledge of a page about a node that is disposed of, and made again later.
#[derive(Clone)]
pub(crate) struct RestingNode {
    /// The operations on its value.
    pub value: &'static ValueOps,
    has_setter: bool,
    is_nested: bool,
    owners: NodeOwners,
}

impl PartialEq for RestingNode {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.value, other.value)
            && self.has_setter == other.has_setter
            && self.is_nested == other.is_nested
            && self.owners == other.owners
    }
}

impl Numbers {
    /// Returns the number of a node, and what the page knows of it; `None` if the page does not know the node.
    pub fn resting(&self, node: NodeId) -> Option<(NodeNumber, RestingNode)> {
        let table = self.table.borrow();
        let number = table.of(node)?;
        let entry = table.entry(number)?;
        let resting = RestingNode {
            value: entry.value,
            has_setter: entry.has_setter,
            is_nested: entry.is_nested,
            owners: self.owners.of(node),
        };
        Some((number, resting))
    }

    /// Gives a number to the node that was made in place of the one that had it.
    pub fn replace(&self, number: NodeNumber, node: NodeId, as_before: &RestingNode) {
        self.owners.own(node, &as_before.owners);
        let entry = NumberedNode {
            node,
            value: as_before.value,
            number,
            has_setter: as_before.has_setter,
            is_nested: as_before.is_nested,
            names: 0,
        };
        self.table.borrow_mut().put(entry);
    }

    /// Gives memory back that nothing uses.
    pub fn trim(&self) {
        let mut table = self.table.borrow_mut();
        table.forget_disposed();
        table.entries.shrink_to_fit();
        table.of.shrink_to_fit();
        self.owners.trim();
    }

    /// Returns the number of a node, if it has one.
    pub fn of(&self, node: NodeId) -> Option<NodeNumber> {
        self.table.borrow().of(node)
    }

    /// Returns the node with a number, if it still exists.
    pub fn entry(&self, number: NodeNumber) -> Option<NumberedNode> {
        self.table.borrow().entry(number)
    }

    /// Looks up a number that a browser sent.
    pub fn given(&self, number: NodeNumber) -> Lookup {
        let table = self.table.borrow();
        match table.entry(number) {
            Some(entry) => Lookup::Node(entry),
            None if number < table.given => Lookup::Stale,
            None => Lookup::Never,
        }
    }

    /// Takes the next number that the browser has not been told of.
    pub fn take_untold(&self) -> Option<(NodeNumber, Option<NumberedNode>)> {
        let mut table = self.table.borrow_mut();
        let number = table.told;
        if number == table.given {
            return None;
        }
        table.told = number.next();
        Some((number, table.entry(number)))
    }

    /// Gives out so many numbers for nodes that do not exist at present. Returns the first one.
    pub fn reserve(&self, count: u32) -> NodeNumber {
        let mut table = self.table.borrow_mut();
        let first = table.given;
        table.given.0 += count;
        first
    }

    /// Notes that the browser is told of such numbers.
    pub fn told_of(&self, count: u32) {
        self.table.borrow_mut().told.0 += count;
    }

    /// Encodes a slot of a frame. The link knows what client functions do with the handles in these.
    pub fn in_slot<R>(&self, slot: usize, encode: impl FnOnce() -> R) -> R {
        let before = self.slot.replace(Some((slot as u32, 0)));
        let result = encode();
        self.slot.set(before);
        result
    }

    /// Takes the nodes in the slots that were encoded since the last time.
    pub fn take_slots(&self, take: impl FnOnce(&[NodeInSlot])) {
        let mut nodes = self.in_slots.borrow_mut();
        take(&nodes);
        nodes.clear();
    }

    /// Notes whether a name that was told is on the page as long as its node. Of a first page, nodes have several names: the
    /// page that is made in its place may lack some of the content. What comes later repeats none of these, unless the content with
    /// them may have been removed.
    pub fn set_names_lasting(&self, are_lasting: bool) {
        self.are_names_lasting.set(are_lasting);
    }

    /// Returns the most names that a node may have at present.
    fn most_names(&self) -> u8 {
        match self.are_names_lasting.get() {
            true => 1,
            false => MOST_NAMES,
        }
    }

    /// Returns the slot that is encoded now and the index of the next node in it, if there is a slot and the node has a name.
    fn next_in_slot(&self) -> Option<(u32, u32)> {
        let (slot, count) = self.slot.get()?;
        self.slot.set(Some((slot, count + 1)));
        (count < IN_SLOT).then_some((slot, count))
    }

    /// Returns whether the browser was told of all nodes, and of what it may do with them.
    pub fn are_told(&self) -> bool {
        let table = self.table.borrow();
        table.told == table.given && table.raised.is_empty() && table.nested.is_empty()
    }

    /// Takes the nodes of which the browser got a setter after it was told of them.
    pub fn take_raised(&self) -> Vec<NodeId> {
        std::mem::take(&mut self.table.borrow_mut().raised)
    }

    /// Notes that the value of a node is sent with readers alone in it.
    pub fn narrow(&self, node: NodeId) {
        self.table.borrow_mut().narrowed.insert(node);
    }

    /// Takes the nodes whose values were sent with readers alone in them, of those that are inside of other values now
    /// and of these.
    pub fn take_narrowed(&self, opened: Vec<NodeId>) -> Vec<NumberedNode> {
        let mut table = self.table.borrow_mut();
        let nested = std::mem::take(&mut table.nested);
        let mut all = opened;
        all.extend(nested);
        if table.narrowed.is_empty() {
            return Vec::new();
        }
        all.retain(|node| table.narrowed.remove(node));
        let numbers = all.into_iter().filter_map(|node| table.of(node));
        numbers.filter_map(|number| table.entry(number)).collect()
    }

    /// Returns the first number that the browser has not been told of.
    pub fn told(&self) -> NodeNumber {
        self.table.borrow().told
    }
}

impl NumberTable {
    fn of(&self, node: NodeId) -> Option<NodeNumber> {
        let entry = &self.entries[self.place(*self.of.get(node.index as usize)?)?];
        (entry.node == node).then_some(entry.number)
    }

    fn entry(&self, number: NodeNumber) -> Option<NumberedNode> {
        let at = self.place(number)?;
        let entry = self.entries[at];
        hooks::exists(entry.node).then_some(entry)
    }

    /// Returns the index of an entry.
    fn place(&self, number: NodeNumber) -> Option<usize> {
        self.place_of(number).ok()
    }

    /// Returns the index of an entry, or the one that it would have.
    fn place_of(&self, number: NodeNumber) -> Result<usize, usize> {
        let entries = &self.entries;
        let first = entries.first().map_or(number, |first| first.number);
        let without_gaps = number.0.wrapping_sub(first.0) as usize;
        match (entries.get(without_gaps), entries.last()) {
            (Some(entry), _) if entry.number == number => Ok(without_gaps),
            (_, Some(last)) if last.number < number => Err(entries.len()),
            _ => entries.binary_search_by_key(&number, |entry| entry.number),
        }
    }

    /// Gives the next number to a node.
    fn give(&mut self, node: NodeId, value: &'static ValueOps) -> usize {
        if self.entries.len() >= FEW.max(2 * self.existed) {
            self.forget_disposed();
        }
        let number = self.given;
        self.given = number.next();
        let entry = NumberedNode {
            node,
            value,
            number,
            has_setter: false,
            is_nested: false,
            names: 0,
        };
        self.put(entry)
    }

    /// Adds an entry, in place of the one with its number. Returns its index.
    fn put(&mut self, entry: NumberedNode) -> usize {
        let place = entry.node.index as usize;
        if self.of.len() <= place {
            self.of.resize(place + 1, NO_NUMBER);
        }
        self.of[place] = entry.number;
        match self.place_of(entry.number) {
            Ok(at) => {
                self.entries[at] = entry;
                at
            }
            Err(at) => {
                self.entries.insert(at, entry);
                at
            }
        }
    }

    fn forget_disposed(&mut self) {
        self.entries.retain(|entry| hooks::exists(entry.node));
        self.narrowed.retain(|node| hooks::exists(*node));
        self.existed = self.entries.len();
    }
}

impl Numbering for Numbers {
    fn number(&self, node: NodeId, access: Access, value: &'static ValueOps) -> NodeNumber {
        self.owners.numbered(node);
        let mut table = self.table.borrow_mut();
        let known = table.of(node).and_then(|number| table.place(number));
        let at = known.unwrap_or_else(|| table.give(node, value));
        let told = table.told;
        let entry = &mut table.entries[at];
        let number = entry.number;
        let is_raised = access.writes() && !std::mem::replace(&mut entry.has_setter, true);
        let place = self.next_in_slot();
        let is_in_slot = self.slot.get().is_some();
        let is_nested = !is_in_slot && !std::mem::replace(&mut entry.is_nested, true);
        let named = place.filter(|_| access.writes() && entry.names < self.most_names());
        entry.names += u8::from(named.is_some());
        if is_raised && number < told {
            table.raised.push(node);
        }
        if is_nested && table.narrowed.contains(&node) {
            table.nested.push(node);
        }
        if let Some((slot, index)) = named {
            let node = NodeInSlot {
                slot,
                index,
                shape: value.shape,
                number,
            };
            self.in_slots.borrow_mut().push(node);
        }
        number
    }
}
