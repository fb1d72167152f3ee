//! Values by the number of a region.

use crate::wire::number::Region;

/// A value for each region: those that the server numbers, and the rows that the browser makes.
pub(crate) struct ByRegion<T> {
    sent: Vec<T>,
    own: Vec<T>,
}

impl<T> Default for ByRegion<T> {
    fn default() -> Self {
        Self {
            sent: Vec::new(),
            own: Vec::new(),
        }
    }
}

impl<T: Default> ByRegion<T> {
    /// Returns the value of a region, if there is one.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn get_mut(&mut self, region: Region) -> Option<&mut T> {
        let (all, index) = self.place(region);
        all.get_mut(index)
    }

    /// Returns the value of a region. Makes it if there is none.
    pub(crate) fn entry(&mut self, region: Region) -> &mut T {
        let (all, index) = self.place(region);
        while all.len() <= index {
            all.push(T::default());
        }
        &mut all[index]
    }

    /// Returns how many of the server's regions have a value.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn sent(&self) -> usize {
        self.sent.len()
    }

    /// Returns how many of the browser's own regions have, or have had, a value.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn own(&self) -> usize {
        self.own.len()
    }

    fn place(&mut self, region: Region) -> (&mut Vec<T>, usize) {
        match region.own_index() {
            Some(index) => (&mut self.own, index),
            None => (&mut self.sent, region.index()),
        }
    }
}
