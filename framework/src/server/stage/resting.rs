//! Lists with rows that rest at the end of a turn: the server keeps of such a row only what it is made again of.

use std::cell::RefCell;
use std::mem;
use std::rc::{Rc, Weak};

use super::{Known, Stage};

/// The lists of a page that have many rows which may be able to rest.
#[derive(Default)]
pub(crate) struct Resting(RefCell<Vec<Weak<dyn Rests>>>);

/// A list whose rows can rest.
pub(crate) trait Rests {
    /// Lets rows rest. Returns how many do that did not before, or never will.
    fn rest(&self, known: &Known) -> usize;

    /// Returns whether many rows may still be able to.
    fn is_restless(&self) -> bool;
}

/// Memory is given back after so many rows.
const MANY: usize = 64;

impl Resting {
    /// Adds a list, unless it was added already.
    pub fn add(&self, list: Weak<dyn Rests>) {
        let mut lists = self.0.borrow_mut();
        if !lists.iter().any(|known| known.ptr_eq(&list)) {
            lists.push(list);
        }
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }

    fn take(&self) -> Vec<Rc<dyn Rests>> {
        let lists = mem::take(&mut *self.0.borrow_mut());
        lists.iter().filter_map(Weak::upgrade).collect()
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
