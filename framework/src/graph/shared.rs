//! Holding what lasts as long as a page: its graph, its nodes, itself.
//!
//! Natively many pages come and go, so it is counted. In a browser there is one page, for good, and its artifact need
//! not know how to free it.

use std::cell::Cell;

/// Holds a `T` for whoever needs it.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type Shared<T> = std::rc::Rc<T>;
/// Holds a `T` for whoever needs it.
#[cfg(target_arch = "wasm32")]
pub(crate) type Shared<T> = &'static T;

/// Holds `value`.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn share<T>(value: T) -> Shared<T> {
    Shared::new(value)
}

/// Holds `value`.
#[cfg(target_arch = "wasm32")]
pub(crate) fn share<T>(value: T) -> Shared<T> {
    Box::leak(Box::new(value))
}

/// A copy of what a cell holds. Smaller than a `RefCell`, whose checks the browser's artifact would repeat.
pub(crate) fn peek<T: Clone + Default>(cell: &Cell<T>) -> T {
    let held = cell.take();
    cell.set(held.clone());
    held
}
