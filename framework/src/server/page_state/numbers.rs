//! The nodes that a page knows, by number.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::cross::{Access, Link, ValueOps};
use crate::graph::NodeId;

/// Numbers are given at a node's first crossing, from 0, and never again.
#[derive(Default)]
pub(crate) struct Numbers(RefCell<Table>);

#[derive(Default)]
struct Table {
    of: HashMap<NodeId, u32>,
    entries: Vec<Option<Entry>>,
    /// Numbers up to here were told to the browser.
    told: usize,
}

/// A node that the page knows.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub node: NodeId,
    /// What can be done with its value.
    pub value: &'static ValueOps,
    /// Whether a handle crossed that can write it, or call it.
    pub has_setter: bool,
}

/// What a number from a browser stands for.
pub(crate) enum Given {
    /// A node.
    Node(Entry),
    /// One that is gone.
    Stale,
    /// Nothing that it was ever given.
    Never,
}

impl Numbers {
    /// The number of a node, if it has one.
    pub fn of(&self, node: NodeId) -> Option<u32> {
        self.0.borrow().of.get(&node).copied()
    }

    /// The node of a number, if it is still there.
    pub fn entry(&self, number: u32) -> Option<Entry> {
        self.0
            .borrow()
            .entries
            .get(number as usize)
            .copied()
            .flatten()
    }

    /// What a number stands for.
    pub fn given(&self, number: u32) -> Given {
        match self.0.borrow().entries.get(number as usize) {
            Some(Some(entry)) => Given::Node(*entry),
            Some(None) => Given::Stale,
            None => Given::Never,
        }
    }

    /// All nodes that the page knows.
    pub fn nodes(&self) -> Vec<NodeId> {
        self.0.borrow().of.keys().copied().collect()
    }

    /// Takes the next number that the browser has not been told of.
    pub fn take_untold(&self) -> Option<(u32, Option<Entry>)> {
        let mut table = self.0.borrow_mut();
        let number = table.told;
        let entry = *table.entries.get(number)?;
        table.told += 1;
        Some((number as u32, entry))
    }

    /// Numbers from this one on the browser has not been told of.
    pub fn told(&self) -> u32 {
        self.0.borrow().told as u32
    }

    /// Forgets a node that is gone. Its number stays taken.
    pub fn forget(&self, node: NodeId) {
        let mut table = self.0.borrow_mut();
        if let Some(number) = table.of.remove(&node) {
            table.entries[number as usize] = None;
        }
    }
}

impl Link for Numbers {
    fn number(&self, node: NodeId, access: Access, value: &'static ValueOps) -> u32 {
        let mut table = self.0.borrow_mut();
        let next = table.entries.len() as u32;
        let number = *table.of.entry(node).or_insert(next);
        if number == next {
            table.entries.push(Some(Entry {
                node,
                value,
                has_setter: false,
            }));
        }
        if let Some(entry) = &mut table.entries[number as usize] {
            entry.has_setter |= access.writes();
        }
        number
    }
}
