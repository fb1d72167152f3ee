//! The pool of a server, which has a graph for each session: it gives memory back, a page at a time. Rows are made and
//! put to rest together, so their slots are in the same pages.

use std::mem;

/// A growing array whose slots are reused.
pub(crate) struct Pool<T> {
    pages: Vec<Page<T>>,
    /// The page in which new slots are made. All others are full, or empty.
    filling: usize,
    /// The other empty pages.
    empty: Vec<u32>,
    free: Vec<u32>,
    /// The number of slots, used and free.
    count: usize,
}

/// A run of slots, which are made one after the other.
struct Page<T> {
    slots: Vec<T>,
    /// No slot of the page has had this generation or a later one.
    generation: u32,
}

/// The content of a slot. An id of it names its generation: the number of times that the slot was used before.
pub(crate) trait Pooled: Default {
    /// Returns the generation.
    fn generation(&self) -> u32 {
        0
    }

    /// Makes a slot whose next id has this generation.
    fn starting_at(_generation: u32) -> Self {
        Self::default()
    }
}

/// The number of slots in a page.
const PAGE: usize = 64;

/// Pages with slots of this generation and later ones are not given back, because no generation is used twice.
const LATE: u32 = 1 << 18;

impl<T> Pool<T> {
    pub(crate) const fn new() -> Self {
        Self {
            pages: Vec::new(),
            filling: 0,
            empty: Vec::new(),
            free: Vec::new(),
            count: 0,
        }
    }

    pub(crate) fn get(&self, index: u32) -> Option<&T> {
        let page = self.pages.get(index as usize / PAGE)?;
        page.slots.get(index as usize % PAGE)
    }

    pub(crate) fn get_mut(&mut self, index: u32) -> Option<&mut T> {
        let page = self.pages.get_mut(index as usize / PAGE)?;
        page.slots.get_mut(index as usize % PAGE)
    }

    /// Returns all slots, including unused ones, with their indices.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        let pages = self.pages.iter().enumerate();
        pages.flat_map(|(page, Page { slots, .. })| {
            let slots = slots.iter().enumerate();
            slots.map(move |(at, slot)| ((page * PAGE + at) as u32, slot))
        })
    }

    /// Returns the number of used slots.
    pub(crate) fn used(&self) -> usize {
        self.count - self.free.len()
    }

    /// Returns the bytes of the pool's memory.
    pub(crate) fn held(&self) -> usize {
        let pages = self.pages.capacity() * size_of::<Page<T>>();
        pages + self.count * size_of::<T>() + self.free.capacity() * size_of::<u32>()
    }
}

impl<T: Pooled> Pool<T> {
    /// Returns a slot to fill: a new one, or a released one, which still has its old content.
    pub(crate) fn claim(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| self.make())
    }

    fn make(&mut self) -> u32 {
        let is_full = |page: &Page<T>| page.slots.len() == PAGE;
        if self.pages.get(self.filling).is_none_or(is_full) {
            self.filling = self
                .empty
                .pop()
                .map_or(self.pages.len(), |page| page as usize);
        }
        if self.filling == self.pages.len() {
            self.pages.push(Page {
                slots: Vec::new(),
                generation: 0,
            });
        }
        let has_more = self.pages.len() > 1;
        let page = &mut self.pages[self.filling];
        if has_more && page.slots.is_empty() {
            page.slots.reserve_exact(PAGE);
        }
        page.slots.push(T::starting_at(page.generation));
        self.count += 1;
        (self.filling * PAGE + page.slots.len() - 1) as u32
    }

    /// Makes the slot available again.
    pub(crate) fn release(&mut self, index: u32) {
        self.free.push(index);
    }

    /// Gives the memory back of pages that no slot of is used.
    pub(crate) fn trim(&mut self) {
        let mut free = vec![0_u8; self.pages.len()];
        for slot in &self.free {
            free[*slot as usize / PAGE] += 1;
        }
        let mut emptied = false;
        for (at, page) in self.pages.iter_mut().enumerate() {
            let is_free = !page.slots.is_empty() && page.slots.len() == usize::from(free[at]);
            if is_free && page.empty() {
                emptied = true;
                self.count -= usize::from(free[at]);
                if at != self.filling {
                    self.empty.push(at as u32);
                }
            }
        }
        if emptied {
            let pages = &self.pages;
            self.free
                .retain(|slot| !pages[*slot as usize / PAGE].slots.is_empty());
        }
        if let Some(filling) = self.pages.get_mut(self.filling) {
            filling.slots.shrink_to_fit();
        }
        self.pages.shrink_to_fit();
        self.free.shrink_to_fit();
    }
}

impl<T: Pooled> Page<T> {
    /// Drops the slots, unless their generations are late. Returns whether it did.
    fn empty(&mut self) -> bool {
        let next = self.slots.iter().map(Pooled::generation).max().unwrap_or(0);
        let is_early = next < LATE;
        if is_early {
            self.generation = self.generation.max(next);
            drop(mem::take(&mut self.slots));
        }
        is_early
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct TestSlot(u32);

    impl Pooled for TestSlot {
        fn generation(&self) -> u32 {
            self.0
        }

        fn starting_at(generation: u32) -> Self {
            Self(generation)
        }
    }

    fn claimed(pool: &mut Pool<TestSlot>, count: usize) -> Vec<u32> {
        (0..count).map(|_| pool.claim()).collect()
    }

    fn release(pool: &mut Pool<TestSlot>, slot: u32) {
        pool.get_mut(slot).expect("the slot is there").0 += 1;
        pool.release(slot);
    }

    #[test]
    fn pages_without_used_slots_are_given_back_wherever_they_are() {
        let mut pool: Pool<TestSlot> = Pool::new();
        let slots = claimed(&mut pool, 4 * PAGE);
        let full = pool.held();
        let (kept, others): (Vec<u32>, Vec<u32>) =
            slots.iter().partition(|slot| **slot as usize > 3 * PAGE);
        others.iter().for_each(|slot| release(&mut pool, *slot));
        pool.trim();
        assert_eq!(pool.used(), kept.len());
        assert!(pool.held() < full / 2);
        assert!(kept.iter().all(|slot| pool.get(*slot).is_some()));
        assert!(pool.get(0).is_none());
    }

    #[test]
    fn a_slot_of_a_page_that_was_given_back_has_a_later_generation() {
        let mut pool: Pool<TestSlot> = Pool::new();
        let before = claimed(&mut pool, 3 * PAGE);
        before.iter().for_each(|slot| release(&mut pool, *slot));
        pool.trim();
        assert_eq!(pool.used(), 0);
        let mut again = claimed(&mut pool, 3 * PAGE);
        assert!(
            again
                .iter()
                .all(|slot| pool.get(*slot).is_some_and(|slot| slot.0 == 1))
        );
        again.sort_unstable();
        assert_eq!(again, before, "each index is used once");
        assert_eq!(pool.used(), 3 * PAGE);
    }

    #[test]
    fn a_page_of_late_generations_is_kept() {
        let mut pool: Pool<TestSlot> = Pool::new();
        let slot = pool.claim();
        pool.get_mut(slot).expect("the slot is there").0 = LATE - 1;
        release(&mut pool, slot);
        pool.trim();
        assert_eq!(pool.get(slot).map(|slot| slot.0), Some(LATE));
    }
}
