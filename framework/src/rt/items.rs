//! What a `<For each=…>` goes over, and what a `<Show when=…>` asks.

use crate::graph::{Memo, ReadSignal, RwSignal};
#[cfg(not(target_arch = "wasm32"))]
use crate::server::view::exceeded::bounded;

/// Rows are made on the server, and bounded there.
#[cfg(target_arch = "wasm32")]
fn bounded<I: IntoIterator>(items: I) -> I::IntoIter {
    items.into_iter()
}

/// What `<For each=…>` can go over: anything that can be iterated over more than once, and signals and memos of
/// such. They are read (tracked).
#[diagnostic::on_unimplemented(
    message = "`<For>` cannot go over `{Self}`",
    label = "not a list",
    note = "`each` takes what can be cloned and iterated over, a signal or memo of it, or a closure that gives it"
)]
pub trait Items<T> {
    /// All of them, now.
    fn items(&self) -> Vec<T>;
}

#[diagnostic::do_not_recommend]
impl<T, I: IntoIterator<Item = T> + Clone> Items<T> for I {
    fn items(&self) -> Vec<T> {
        bounded(self.clone()).collect()
    }
}

macro_rules! read_items {
    ($($handle:ident)*) => {$(
        impl<T, I: IntoIterator<Item = T> + Clone + 'static> Items<T> for $handle<I> {
            fn items(&self) -> Vec<T> {
                self.with(I::items)
            }
        }
    )*};
}

read_items! { ReadSignal RwSignal Memo }

/// Something that is about to be collected.
#[derive(Debug)]
pub struct Bounds<I>(pub I);

impl<I: Iterator> Bounds<I> {
    /// The same, until it is more than a session may have.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn bounded(self) -> impl Iterator<Item = I::Item> {
        crate::server::view::exceeded::within_memory(self.0)
    }
}

/// What is collected and is no iterator.
pub trait Unbounded<I> {
    /// The same.
    fn bounded(self) -> I;
}

impl<I> Unbounded<I> for Bounds<I> {
    fn bounded(self) -> I {
        self.0
    }
}

/// The items of a `for` that makes markup.
#[cfg(not(target_arch = "wasm32"))]
pub fn rows<I: IntoIterator>(items: I) -> impl Iterator<Item = I::Item> {
    bounded(items)
}

/// The items, now.
pub fn items<T, I: Items<T> + ?Sized>(each: &I) -> Vec<T> {
    each.items()
}

/// A row's signal, for code that never runs.
///
/// # Panics
/// Always.
pub fn item_of<T, I: Items<T> + ?Sized>(_: &I) -> ReadSignal<T> {
    crate::rt::any()
}

/// An item of a list: an item that differs from the one before is shown again.
#[cfg(not(target_arch = "wasm32"))]
#[diagnostic::on_unimplemented(
    message = "a list compares its items, and `{Self}` cannot be compared",
    label = "the items are here",
    note = "put `#[derive(PartialEq)]` on the type"
)]
pub trait Item: PartialEq + 'static {}

#[cfg(not(target_arch = "wasm32"))]
#[diagnostic::do_not_recommend]
impl<T: PartialEq + 'static> Item for T {}

/// What `<Show when=…>` can ask: a `bool`, or a signal, memo or closure that gives one. They are read (tracked).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no condition",
    label = "not a condition",
    note = "a condition is a `bool`, or a signal, memo or closure that gives one"
)]
pub trait AsCondition {
    /// Returns whether it holds, now.
    fn holds(&self) -> bool;
}

impl AsCondition for bool {
    fn holds(&self) -> bool {
        *self
    }
}

macro_rules! read_condition {
    ($($handle:ident)*) => {$(
        impl AsCondition for $handle<bool> {
            fn holds(&self) -> bool {
                self.get()
            }
        }
    )*};
}

read_condition! { ReadSignal RwSignal Memo }

#[diagnostic::do_not_recommend]
impl<F: Fn() -> R, R: AsCondition> AsCondition for F {
    fn holds(&self) -> bool {
        self().holds()
    }
}

/// Returns whether a condition holds, now.
pub fn condition(condition: &(impl AsCondition + ?Sized)) -> bool {
    condition.holds()
}
