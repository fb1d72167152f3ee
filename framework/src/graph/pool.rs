//! A growing array whose slots are used again: nodes, observers, edges and scopes live in one each.

use std::ops::{Index, IndexMut};

use super::trouble::{Trouble, fail};

/// The index that stands for "no slot".
pub(super) const NONE: u32 = u32::MAX;

pub(super) struct Pool<T> {
    slots: Vec<T>,
    free: Vec<u32>,
}

impl<T> Pool<T> {
    pub(super) const fn new() -> Self {
        Pool {
            slots: Vec::new(),
            free: Vec::new(),
        }
    }

    /// A slot to fill: a new one, or one that was released and still holds what was left in it.
    pub(super) fn claim(&mut self) -> u32
    where
        T: Default,
    {
        self.free.pop().unwrap_or_else(|| {
            self.slots.push(T::default());
            (self.slots.len() - 1) as u32
        })
    }

    /// Lets the slot be claimed again.
    pub(super) fn release(&mut self, index: u32) {
        self.free.push(index);
    }

    pub(super) fn get(&self, index: u32) -> Option<&T> {
        self.slots.get(index as usize)
    }

    /// All slots, also those that are not in use.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.slots.iter()
    }

    /// How many slots are in use.
    pub(super) fn used(&self) -> usize {
        self.slots.len() - self.free.len()
    }
}

impl<T> Index<u32> for Pool<T> {
    type Output = T;

    fn index(&self, index: u32) -> &T {
        match self.slots.get(index as usize) {
            Some(slot) => slot,
            None => fail(Trouble::Broken),
        }
    }
}

impl<T> IndexMut<u32> for Pool<T> {
    fn index_mut(&mut self, index: u32) -> &mut T {
        match self.slots.get_mut(index as usize) {
            Some(slot) => slot,
            None => fail(Trouble::Broken),
        }
    }
}
