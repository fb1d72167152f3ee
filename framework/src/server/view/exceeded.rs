//! The limits of one session. A session that exceeds one is ended, and no other.

use std::cell::Cell;
use std::panic::resume_unwind;
use std::rc::Rc;

use super::limit::Limit;
use crate::wire::limits::{LIST, REGIONS};

/// The limit that a session exceeded. It ends the session as a panic would, and names the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceeded {
    /// Rows and other content that comes and goes: [`REGIONS`].
    Regions,
    /// Components in components: [`NESTED_COMPONENTS`](crate::wire::limits::NESTED_COMPONENTS).
    Components,
    /// Views in views: [`NESTED_VIEWS`](crate::wire::limits::NESTED_VIEWS).
    Views,
    /// Bytes of one update.
    Update,
    /// Bytes of a list that is collected.
    Memory,
}

impl Exceeded {
    /// Ends the session whose code runs now: unwinds to its turn, without a message on stderr.
    pub fn end_session(self) -> ! {
        let limit = match self {
            Self::Regions => Limit::Regions,
            Self::Components => Limit::Components,
            Self::Views => Limit::Views,
            Self::Update => Limit::Update,
            Self::Memory => Limit::List,
        };
        limit.hit();
        resume_unwind(Box::new(self))
    }
}

/// The regions of a page that come and go, and roughly the bytes that they take.
#[derive(Debug, Default)]
pub(crate) struct PlantedRegions {
    count: Cell<u32>,
    bytes: Cell<usize>,
}

/// Bytes of a region that comes and goes, besides its instance, on average.
const REGION: usize = 64;

impl PlantedRegions {
    /// Returns the bytes of all.
    pub fn bytes(&self) -> usize {
        self.bytes.get()
    }

    fn add(&self, bytes: usize) {
        if self.count.get() as usize >= REGIONS {
            Exceeded::Regions.end_session();
        }
        self.count.update(|count| count + 1);
        self.bytes.update(|all| all + bytes);
    }

    fn remove(&self, count: u32, bytes: usize) {
        self.count.update(|all| all - count);
        self.bytes.update(|all| all - count as usize * bytes);
    }
}

/// A guard that counts one region until it is dropped.
#[derive(Debug)]
pub(crate) struct PlantedRegion(Rc<PlantedRegions>);

impl PlantedRegion {
    /// Counts one more.
    pub fn new(all: &Rc<PlantedRegions>) -> Self {
        all.add(REGION);
        Self(Rc::clone(all))
    }
}

impl Drop for PlantedRegion {
    fn drop(&mut self) {
        self.0.remove(1, REGION);
    }
}

/// A guard that counts the rows of a list until it is dropped.
#[derive(Debug)]
pub(crate) struct PlantedRows {
    all: Rc<PlantedRegions>,
    own: u32,
    /// The bytes of one.
    bytes: usize,
}

impl PlantedRows {
    /// Counts nothing yet. `item` is the number of bytes that the item of a row takes.
    pub fn none(all: &Rc<PlantedRegions>, item: usize) -> Self {
        Self {
            all: Rc::clone(all),
            own: 0,
            bytes: REGION + item,
        }
    }

    /// Counts one more.
    pub fn add(&mut self) {
        self.all.add(self.bytes);
        self.own += 1;
    }

    /// Counts one less.
    pub fn remove(&mut self) {
        self.all.remove(1, self.bytes);
        self.own -= 1;
    }
}

impl Drop for PlantedRows {
    fn drop(&mut self) {
        self.all.remove(self.own, self.bytes);
    }
}

/// Bounds the items of a list that becomes rows: a list of more rows than a page may have ends the session before it is
/// in memory.
pub(crate) fn bounded<I: IntoIterator>(items: I) -> impl Iterator<Item = I::Item> {
    LimitedItems {
        items: items.into_iter(),
        left: REGIONS,
        exceeded: Exceeded::Regions,
    }
}

/// Bounds a list that is about to be collected by the memory that one session may have.
pub(crate) fn within_memory<I: Iterator>(items: I) -> impl Iterator<Item = I::Item> {
    LimitedItems {
        left: LIST / size_of::<I::Item>().max(1),
        items,
        exceeded: Exceeded::Memory,
    }
}

struct LimitedItems<I> {
    items: I,
    left: usize,
    exceeded: Exceeded,
}

impl<I: Iterator> Iterator for LimitedItems<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        let item = self.items.next()?;
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => self.exceeded.end_session(),
        }
        Some(item)
    }

    /// Code that collects reserves as much as the hint says.
    fn size_hint(&self) -> (usize, Option<usize>) {
        let (least, most) = self.items.size_hint();
        (least.min(self.left), most)
    }
}
