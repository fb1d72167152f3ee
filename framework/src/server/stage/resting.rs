//! Lists with rows that rest at the end of a turn: the server keeps of such a row only what it is made again of.

use std::cell::RefCell;
use std::mem;
use std::rc::{Rc, Weak};

use super::{Known, Stage};
use crate::part::KindId;
use crate::server::page_state::alike::AlikeRows;
use crate::wire::number::{NodeNumber, Region};

/// The lists of a page that have many rows which may be able to rest.
#[derive(Default)]
pub(crate) struct Resting {
    lists: RefCell<Vec<Weak<dyn Rests>>>,
    alike: RefCell<AlikeLists>,
}

/// A list whose rows can rest.
pub(crate) trait Rests {
    /// Lets rows rest. Returns how many do that did not before, or never will.
    fn rest(&self, known: &Known) -> usize;

    /// Takes the numbers of rows that rested before they had some.
    fn rest_alike(&self, known: &Known, rows: &AlikeRows);

    /// Returns whether many rows may still be able to.
    fn is_restless(&self) -> bool;
}

/// Rows that rest, and that the browser has not been told of, with their lists. In the order of their regions.
#[derive(Default)]
pub(crate) struct AlikeLists {
    rows: Vec<(AlikeRows, Weak<dyn Rests>)>,
    /// The number of those whose nodes the browser was told of.
    told: usize,
}

/// Memory is given back after so many rows.
const MANY: usize = 64;

impl Resting {
    /// Adds a list, unless it was added already.
    pub fn add(&self, list: Weak<dyn Rests>) {
        let mut lists = self.lists.borrow_mut();
        if !lists.iter().any(|known| known.ptr_eq(&list)) {
            lists.push(list);
        }
    }

    /// Adds rows that rest, and that the browser has not been told of.
    pub fn add_alike(&self, rows: AlikeRows, list: Weak<dyn Rests>) {
        self.alike.borrow_mut().rows.push((rows, list));
    }

    /// Returns whether the browser was told of all rows that rest.
    pub fn are_told(&self) -> bool {
        self.alike.borrow().rows.is_empty()
    }

    /// Takes the rows that the browser has not been told of.
    pub fn take_alike(&self) -> AlikeLists {
        self.alike.take()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lists.borrow().is_empty()
    }

    fn take(&self) -> Vec<Rc<dyn Rests>> {
        let lists = mem::take(&mut *self.lists.borrow_mut());
        lists.iter().filter_map(Weak::upgrade).collect()
    }
}

impl AlikeLists {
    /// Returns the rows that are like the one with this region.
    pub fn like(&mut self, region: Region, kind: KindId) -> Option<&mut AlikeRows> {
        let rows = &mut self.rows;
        let at = rows.binary_search_by_key(&region, |(rows, _)| rows.model);
        let (rows, _) = &mut rows[at.ok()?];
        (rows.kind == kind).then_some(rows)
    }

    /// Returns the rows whose nodes have the numbers from this one on.
    pub fn numbered_from(&mut self, number: NodeNumber) -> Option<&AlikeRows> {
        let rows = &self.rows[self.told..];
        let at = rows.iter().position(|(rows, _)| rows.count_nodes() > 0)?;
        let (rows, _) = &rows[at];
        rows.starts_at(number).then(|| {
            self.told += at + 1;
            rows
        })
    }

    /// Lets the lists know the numbers.
    pub fn rest(&self, known: &Known) {
        for (rows, list) in &self.rows {
            if let Some(list) = list.upgrade() {
                list.rest_alike(known, rows);
            }
        }
    }
}

impl Stage {
    /// Lets rows rest whose last changes have been sent. Returns whether there is memory to give back. An observer
    /// wants to see all of the page, so nothing rests while there is one.
    pub fn rest(&self) -> bool {
        if self.observer.is_some() {
            return false;
        }
        let mut rested = 0;
        for list in self.resting.take() {
            rested += list.rest(&self.known);
            if list.is_restless() {
                self.resting.add(Rc::downgrade(&list));
            }
        }
        if rested >= MANY {
            self.known.trim();
        }
        rested >= MANY
    }
}
