//! A growing array whose slots are reused: nodes, observers, edges and scopes each have one.

use std::ops::{Index, IndexMut};

#[cfg(not(target_arch = "wasm32"))]
use super::current::graph;
use super::trouble::{Trouble, fail};

/// The index that means "no slot".
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

    /// Returns a slot to fill: a new one, or a released one, which still has its old content.
    pub(super) fn claim(&mut self) -> u32
    where
        T: Default,
    {
        self.free.pop().unwrap_or_else(|| {
            self.slots.push(T::default());
            (self.slots.len() - 1) as u32
        })
    }

    /// Makes the slot available again.
    pub(super) fn release(&mut self, index: u32) {
        self.free.push(index);
    }

    pub(super) fn get(&self, index: u32) -> Option<&T> {
        self.slots.get(index as usize)
    }

    /// Returns all slots, including unused ones.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.slots.iter()
    }

    /// Makes room for so many slots more.
    #[cfg(not(target_arch = "wasm32"))]
    fn reserve(&mut self, count: usize) {
        self.slots
            .reserve_exact(count.saturating_sub(self.free.len()));
    }

    /// Returns the bytes of the pool's memory.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn held(&self) -> usize {
        self.slots.capacity() * size_of::<T>() + self.free.capacity() * size_of::<u32>()
    }

    /// Gives memory back that no slot uses, if it is more than a quarter of the slots.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn trim(&mut self) {
        if self.slots.capacity() > self.slots.len() + self.slots.len() / 4 {
            self.slots.shrink_to_fit();
        }
        self.free.shrink_to_fit();
    }

    /// Returns the number of used slots.
    pub(super) fn used(&self) -> usize {
        self.slots.len() - self.free.len()
    }
}

/// More slots than this are not taken for the size of everything that follows.
#[cfg(not(target_arch = "wasm32"))]
const MUCH: usize = 32;

/// The numbers of used slots of a graph.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
pub(crate) struct GraphSize([usize; 4]);

#[cfg(not(target_arch = "wasm32"))]
impl GraphSize {
    /// Returns the numbers of the current graph.
    pub fn now() -> Self {
        graph(|graph| {
            Self([
                graph.nodes.used(),
                graph.observers.used(),
                graph.edges.used(),
                graph.scopes.used(),
            ])
        })
    }

    /// Makes room for so many times what was added to the current graph since then, unless it is much.
    pub fn repeat(self, times: usize) {
        let now = Self::now();
        let added: [usize; 4] = std::array::from_fn(|at| now.0[at].saturating_sub(self.0[at]));
        if added.iter().any(|added| *added > MUCH) {
            return;
        }
        let [nodes, observers, edges, scopes] = added.map(|added| added * times);
        graph(|graph| {
            graph.nodes.reserve(nodes);
            graph.observers.reserve(observers);
            graph.edges.reserve(edges);
            graph.scopes.reserve(scopes);
        });
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
