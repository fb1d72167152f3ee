//! The nodes that a page knows, by number.

use std::cell::RefCell;
use std::collections::HashMap;

use super::crossed::Owners;
use crate::cross::{Access, Numbering, ValueOps};
use crate::graph::NodeId;
use crate::wire::number::NodeNumber;

/// The numbers of nodes. A node gets its number at its first crossing, from 0 on, and no number is used again.
#[derive(Default)]
pub(crate) struct Numbers {
    table: RefCell<NumberTable>,
    /// The variables that hold handles of the nodes in the browser.
    pub owners: Owners,
}

#[derive(Default)]
struct NumberTable {
    of: HashMap<NodeId, NodeNumber>,
    /// The nodes that exist. A page that is open for long gives out many numbers, and keeps few of the nodes.
    entries: HashMap<NodeNumber, NumberedNode>,
    /// The first number that was not given out.
    given: NodeNumber,
    /// The first number that the browser was not told of.
    told: NodeNumber,
}

/// A node that the page knows.
#[derive(Clone, Copy)]
pub(crate) struct NumberedNode {
    pub node: NodeId,
    /// The operations on its value.
    pub value: &'static ValueOps,
    /// True if a handle crossed that can write the node, or call it.
    pub has_setter: bool,
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

impl Numbers {
    /// Returns the number of a node, if it has one.
    pub fn of(&self, node: NodeId) -> Option<NodeNumber> {
        self.table.borrow().of.get(&node).copied()
    }

    /// Returns the node with a number, if it still exists.
    pub fn entry(&self, number: NodeNumber) -> Option<NumberedNode> {
        self.table.borrow().entries.get(&number).copied()
    }

    /// Looks up a number that a browser sent.
    pub fn given(&self, number: NodeNumber) -> Lookup {
        let table = self.table.borrow();
        match table.entries.get(&number) {
            Some(entry) => Lookup::Node(*entry),
            None if number < table.given => Lookup::Stale,
            None => Lookup::Never,
        }
    }

    /// Returns all nodes that the page knows.
    pub fn nodes(&self) -> Vec<NodeId> {
        self.table.borrow().of.keys().copied().collect()
    }

    /// Takes the next number that the browser has not been told of.
    pub fn take_untold(&self) -> Option<(NodeNumber, Option<NumberedNode>)> {
        let mut table = self.table.borrow_mut();
        let number = table.told;
        if number == table.given {
            return None;
        }
        table.told = number.next();
        Some((number, table.entries.get(&number).copied()))
    }

    /// Returns the first number that the browser has not been told of.
    pub fn told(&self) -> NodeNumber {
        self.table.borrow().told
    }

    /// Forgets a node that is disposed of. Its number is not used again.
    pub fn forget(&self, node: NodeId) {
        let mut table = self.table.borrow_mut();
        if let Some(number) = table.of.remove(&node) {
            table.entries.remove(&number);
        }
    }
}

impl Numbering for Numbers {
    fn number(&self, node: NodeId, access: Access, value: &'static ValueOps) -> NodeNumber {
        self.owners.numbered(node);
        let mut table = self.table.borrow_mut();
        let next = table.given;
        let number = *table.of.entry(node).or_insert(next);
        if number == next {
            table.given = next.next();
        }
        let entry = table.entries.entry(number).or_insert(NumberedNode {
            node,
            value,
            has_setter: false,
        });
        entry.has_setter |= access.writes();
        number
    }
}
