//! A growing array whose slots are reused: nodes, observers, edges and scopes each have one.

#[cfg(target_arch = "wasm32")]
mod flat;
#[cfg(not(target_arch = "wasm32"))]
mod paged;

use std::ops::{Index, IndexMut};

#[cfg(target_arch = "wasm32")]
pub(super) use flat::Pool;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use paged::{Pool, Pooled};

use super::trouble::{Trouble, fail};

/// The index that means "no slot".
pub(super) const NONE: u32 = u32::MAX;

impl<T> Index<u32> for Pool<T> {
    type Output = T;

    fn index(&self, index: u32) -> &T {
        match self.get(index) {
            Some(slot) => slot,
            None => fail(Trouble::Broken),
        }
    }
}

impl<T> IndexMut<u32> for Pool<T> {
    fn index_mut(&mut self, index: u32) -> &mut T {
        match self.get_mut(index) {
            Some(slot) => slot,
            None => fail(Trouble::Broken),
        }
    }
}
