//! A reference to something that lasts as long as a page: its graph, its nodes, the page itself.
//!
//! Natively many pages come and go, so references are counted. A browser has one page, which is never freed, and its
//! artifact does not contain code to free it.

use std::cell::Cell;

/// A shared reference to a `T`.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) type Shared<T> = std::rc::Rc<T>;
/// A shared reference to a `T`.
#[cfg(target_arch = "wasm32")]
pub(crate) type Shared<T> = &'static T;

/// Makes a shared reference.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn share<T>(value: T) -> Shared<T> {
    Shared::new(value)
}

/// Makes a shared reference.
#[cfg(target_arch = "wasm32")]
pub(crate) fn share<T>(value: T) -> Shared<T> {
    Box::leak(Box::new(value))
}

/// Returns a copy of a cell's content. Smaller than a `RefCell`, whose checks the browser's artifact would repeat.
pub(crate) fn peek<T: Clone + Default>(cell: &Cell<T>) -> T {
    let held = cell.take();
    cell.set(held.clone());
    held
}
