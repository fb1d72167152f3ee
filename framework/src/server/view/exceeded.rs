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

/// A guard that counts one item until it is dropped.
#[derive(Debug)]
pub(crate) struct CountedItem(Rc<Cell<u32>>);

impl CountedItem {
    /// Counts one more, of at most this many.
    pub fn new(all: &Rc<Cell<u32>>, limit: usize) -> Self {
        count_one(all, limit);
        Self(Rc::clone(all))
    }
}

impl Drop for CountedItem {
    fn drop(&mut self) {
        self.0.update(|count| count - 1);
    }
}

fn count_one(all: &Cell<u32>, limit: usize) {
    if all.get() as usize >= limit {
        Exceeded::Regions.end_session();
    }
    all.update(|count| count + 1);
}

/// A guard that counts items until it is dropped.
#[derive(Debug)]
pub(crate) struct Counted {
    all: Rc<Cell<u32>>,
    own: u32,
    limit: usize,
}

impl Counted {
    /// Counts nothing yet.
    pub fn none(all: &Rc<Cell<u32>>, limit: usize) -> Self {
        Self {
            all: Rc::clone(all),
            own: 0,
            limit,
        }
    }

    /// Counts one more.
    pub fn add(&mut self) {
        count_one(&self.all, self.limit);
        self.own += 1;
    }

    /// Counts one less.
    pub fn remove(&mut self) {
        self.all.update(|count| count - 1);
        self.own -= 1;
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.all.update(|count| count - self.own);
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
