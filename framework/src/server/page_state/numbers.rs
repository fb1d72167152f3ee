//! The nodes that a page knows, by number.

use std::cell::RefCell;
use std::collections::HashMap;

use super::crossed::Owners;
use crate::cross::{Access, Numbering, ValueOps};
use crate::graph::NodeId;
use crate::wire::number::NodeNumber;

/// Numbers are given at a node's first crossing, from 0, and never again.
#[derive(Default)]
pub(crate) struct Numbers {
    table: RefCell<NumberTable>,
    /// Whose handles of them are with the browser.
    pub owners: Owners,
}

#[derive(Default)]
struct NumberTable {
    of: HashMap<NodeId, NodeNumber>,
    /// The nodes that exist. A page that lives long gives out many numbers, and keeps few of the nodes.
    entries: HashMap<NodeNumber, NumberedNode>,
    /// How many numbers were given out.
    given: NodeNumber,
    /// How many of them the browser was told of.
    told: NodeNumber,
}

/// A node that the page knows.
#[derive(Clone, Copy)]
pub(crate) struct NumberedNode {
    pub node: NodeId,
    /// What can be done with its value.
    pub value: &'static ValueOps,
    /// True if a handle crossed that can write it, or call it.
    pub has_setter: bool,
}

/// What a number from a browser stands for.
pub(crate) enum Lookup {
    /// A node.
    Node(NumberedNode),
    /// One that is gone.
    Stale,
    /// Nothing that it was ever given.
    Never,
}

impl Numbers {
    /// The number of a node, if it has one.
    pub fn of(&self, node: NodeId) -> Option<NodeNumber> {
        self.table.borrow().of.get(&node).copied()
    }

    /// The node of a number, if it is still there.
    pub fn entry(&self, number: NodeNumber) -> Option<NumberedNode> {
        self.table.borrow().entries.get(&number).copied()
    }

    /// What a number stands for.
    pub fn given(&self, number: NodeNumber) -> Lookup {
        let table = self.table.borrow();
        match table.entries.get(&number) {
            Some(entry) => Lookup::Node(*entry),
            None if number < table.given => Lookup::Stale,
            None => Lookup::Never,
        }
    }

    /// All nodes that the page knows.
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

    /// Numbers from this one on the browser has not been told of.
    pub fn told(&self) -> NodeNumber {
        self.table.borrow().told
    }

    /// Forgets a node that is gone. Its number stays taken.
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
