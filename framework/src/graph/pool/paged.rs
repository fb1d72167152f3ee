//! The pool of a server, which has a graph for each session. At first it is one array. Once most of it is free it is
//! divided into pages, and those without used slots are given back: rows are made and put to rest together, so their
//! slots are in the same pages.

use std::mem;

/// A growing array whose slots are reused.
pub(crate) struct Pool<T> {
    /// All slots, as long as it is one array.
    whole: Vec<T>,
    /// All slots, once it is divided.
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

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            generation: 0,
        }
    }
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
            whole: Vec::new(),
            pages: Vec::new(),
            filling: 0,
            empty: Vec::new(),
            free: Vec::new(),
            count: 0,
        }
    }

    #[inline]
    pub(crate) fn get(&self, index: u32) -> Option<&T> {
        let index = index as usize;
        match self.whole.get(index) {
            Some(slot) => Some(slot),
            None => self.pages.get(index / PAGE)?.slots.get(index % PAGE),
        }
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, index: u32) -> Option<&mut T> {
        let index = index as usize;
        match self.whole.get_mut(index) {
            Some(slot) => Some(slot),
            None => {
                let page = self.pages.get_mut(index / PAGE)?;
                page.slots.get_mut(index % PAGE)
            }
        }
    }

    /// Returns all slots, including unused ones, with their indices.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        let whole = self.whole.iter().enumerate();
        let pages = self.pages.iter().enumerate().flat_map(|(page, slots)| {
            let slots = slots.slots.iter().enumerate();
            slots.map(move |(at, slot)| (page * PAGE + at, slot))
        });
        whole.chain(pages).map(|(index, slot)| (index as u32, slot))
    }

    /// Returns the number of used slots.
    pub(crate) fn used(&self) -> usize {
        self.count - self.free.len()
    }

    /// Returns the bytes of the pool's memory.
    pub(crate) fn held(&self) -> usize {
        let pages = self.pages.capacity() * size_of::<Page<T>>();
        let slots = self.whole.capacity().max(self.count);
        pages + slots * size_of::<T>() + self.free.capacity() * size_of::<u32>()
    }
}

impl<T: Pooled> Pool<T> {
    /// Returns a slot to fill: a new one, or a released one, which still has its old content.
    pub(crate) fn claim(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| self.make())
    }

    fn make(&mut self) -> u32 {
        self.count += 1;
        if self.pages.is_empty() {
            self.whole.push(T::default());
            return (self.whole.len() - 1) as u32;
        }
        let is_full = |page: &Page<T>| page.slots.len() == PAGE;
        if self.pages.get(self.filling).is_none_or(is_full) {
            self.filling = self
                .empty
                .pop()
                .map_or(self.pages.len(), |page| page as usize);
        }
        if self.filling == self.pages.len() {
            self.pages.push(Page::default());
        }
        let page = &mut self.pages[self.filling];
        if page.slots.is_empty() {
            page.slots.reserve_exact(PAGE);
        }
        page.slots.push(T::starting_at(page.generation));
        (self.filling * PAGE + page.slots.len() - 1) as u32
    }

    /// Makes the slot available again.
    pub(crate) fn release(&mut self, index: u32) {
        self.free.push(index);
    }

    /// Gives the memory back of slots that are not used.
    pub(crate) fn trim(&mut self) {
        if self.free.len() >= PAGE.max(self.count / 2) {
            self.divide();
            self.empty_pages();
        }
        shrink(&mut self.whole);
        shrink(&mut self.free);
    }

    /// Divides the array into pages.
    fn divide(&mut self) {
        let mut slots = mem::take(&mut self.whole).into_iter();
        while slots.len() > 0 {
            self.filling = self.pages.len();
            self.pages.push(Page {
                slots: slots.by_ref().take(PAGE).collect(),
                generation: 0,
            });
        }
    }

    fn empty_pages(&mut self) {
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

/// Gives memory back, if a quarter of it is not used.
fn shrink<T>(items: &mut Vec<T>) {
    if items.capacity() > items.len() + items.len() / 4 {
        items.shrink_to_fit();
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
        let slots = claimed(&mut pool, 5 * PAGE);
        let full = pool.held();
        let (kept, others): (Vec<u32>, Vec<u32>) =
            slots.iter().partition(|slot| **slot as usize > 4 * PAGE);
        others.iter().for_each(|slot| release(&mut pool, *slot));
        pool.trim();
        assert_eq!(pool.used(), kept.len());
        assert!(pool.held() < full / 2);
        assert!(kept.iter().all(|slot| pool.get(*slot).is_some()));
        assert!(pool.get(2 * PAGE as u32).is_none());
    }

    #[test]
    fn a_slot_of_a_page_that_was_given_back_has_a_later_generation() {
        let mut pool: Pool<TestSlot> = Pool::new();
        let before = claimed(&mut pool, 3 * PAGE);
        before.iter().for_each(|slot| release(&mut pool, *slot));
        pool.trim();
        assert_eq!(pool.used(), 0);
        let mut again = claimed(&mut pool, 3 * PAGE);
        let is_later = |slot: &u32| pool.get(*slot).is_some_and(|slot| slot.0 == 1);
        assert!(again.iter().all(is_later));
        again.sort_unstable();
        assert_eq!(again, before, "each index is used once");
        assert_eq!(pool.used(), 3 * PAGE);
    }

    #[test]
    fn a_page_of_late_generations_is_kept() {
        let mut pool: Pool<TestSlot> = Pool::new();
        let slots = claimed(&mut pool, 2 * PAGE);
        let last = slots[2 * PAGE - 1];
        pool.get_mut(last).expect("the slot is there").0 = LATE - 1;
        slots.iter().for_each(|slot| release(&mut pool, *slot));
        pool.trim();
        assert_eq!(pool.get(last).map(|slot| slot.0), Some(LATE));
    }
}
