//! Lists of fillings that are used again: building the rows of a list fills and empties one after the other.

use std::cell::RefCell;

use super::FragmentCell;
use crate::part::Template;

/// The most lists that a thread keeps.
const KEPT: usize = 16;

/// Longer lists are not kept.
const LONG: usize = 64;

thread_local! {
    static SPARE: RefCell<Vec<Vec<FragmentCell>>> = const { RefCell::new(Vec::new()) };
}

/// Returns an empty list for the fillings of a template.
pub(crate) fn spare(template: &'static Template) -> Vec<FragmentCell> {
    let spare = SPARE.with_borrow_mut(Vec::pop);
    spare.unwrap_or_else(|| Vec::with_capacity(template.filled()))
}

/// Keeps an emptied list for the next fragment.
pub(crate) fn keep(cells: Vec<FragmentCell>) {
    let is_short = (1..=LONG).contains(&cells.capacity());
    if cells.is_empty() && is_short {
        SPARE.with_borrow_mut(|spare| {
            if spare.len() < KEPT {
                spare.push(cells);
            }
        });
    }
}
