//! The pool of a browser, which has one graph: it only grows.

pub(in crate::graph) struct Pool<T> {
    slots: Vec<T>,
    free: Vec<u32>,
}

impl<T> Pool<T> {
    pub(in crate::graph) const fn new() -> Self {
        Pool {
            slots: Vec::new(),
            free: Vec::new(),
        }
    }

    /// Returns a slot to fill: a new one, or a released one, which still has its old content.
    pub(in crate::graph) fn claim(&mut self) -> u32
    where
        T: Default,
    {
        self.free.pop().unwrap_or_else(|| {
            self.slots.push(T::default());
            (self.slots.len() - 1) as u32
        })
    }

    /// Makes the slot available again.
    pub(in crate::graph) fn release(&mut self, index: u32) {
        self.free.push(index);
    }

    pub(in crate::graph) fn get(&self, index: u32) -> Option<&T> {
        self.slots.get(index as usize)
    }

    pub(super) fn get_mut(&mut self, index: u32) -> Option<&mut T> {
        self.slots.get_mut(index as usize)
    }

    /// Returns all slots, including unused ones.
    pub(in crate::graph) fn iter(&self) -> impl Iterator<Item = &T> {
        self.slots.iter()
    }

    /// Returns the number of used slots.
    pub(in crate::graph) fn used(&self) -> usize {
        self.slots.len() - self.free.len()
    }
}
