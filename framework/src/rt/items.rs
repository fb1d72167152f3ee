//! The lists that `<For each=…>` accepts, the conditions that `<Show when=…>` and the options that `<ShowLet some=…>` accepts.

use std::hash::Hash;

use crate::client::KeyedItems;
#[cfg(not(target_arch = "wasm32"))]
use crate::graph::Probe;
use crate::graph::{Memo, NodeId, ReadSignal, RwSignal};
#[cfg(not(target_arch = "wasm32"))]
use crate::server::view::exceeded::bounded;

/// Rows are made on the server, so only the server bounds them.
#[cfg(target_arch = "wasm32")]
fn bounded<I: IntoIterator>(items: I) -> I::IntoIter {
    items.into_iter()
}

/// A list that `<For each=…>` accepts: anything that can be iterated over more than once, and signals and memos of it,
/// which are read (tracked).
#[diagnostic::on_unimplemented(
    message = "`<For>` cannot go over `{Self}`",
    label = "not a list",
    note = "`each` takes what can be cloned and iterated over, a signal or memo of it, or a closure that gives it"
)]
pub trait Items<T> {
    /// Returns the current items.
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

/// A value that is about to be collected.
#[derive(Debug)]
pub struct Bounds<I>(pub I);

impl<I: Iterator> Bounds<I> {
    /// Bounds an iterator by the memory that a session may have.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn bounded(self) -> impl Iterator<Item = I::Item> {
        crate::server::view::exceeded::within_memory(self.0)
    }
}

/// Implemented for values that are not iterators.
pub trait Unbounded<I> {
    /// Returns the value itself.
    fn bounded(self) -> I;
}

impl<I> Unbounded<I> for Bounds<I> {
    fn bounded(self) -> I {
        self.0
    }
}

/// Returns the items of a `for` that makes markup.
#[cfg(not(target_arch = "wasm32"))]
pub fn rows<I: IntoIterator>(items: I) -> impl Iterator<Item = I::Item> {
    bounded(items)
}

/// Returns the items of a `for` that makes markup once. Logs an error if going over them reads a signal: nothing in the
/// source says so, and the markup does not follow it.
#[cfg(not(target_arch = "wasm32"))]
pub fn rows_once<I: IntoIterator>(
    items: I,
    file: &'static str,
    line: u32,
) -> impl Iterator<Item = I::Item> {
    let mut has_read = false;
    let mut watched = move |probe: Option<Probe>| {
        if probe.is_some_and(Probe::end) && !std::mem::replace(&mut has_read, true) {
            tracing::error!(
                "{file}:{line}: going over this reads a signal, and the `for` does not follow it; help: read the \
                 signal in the `for` itself, as in `for item in list.get()`, or write `<For each=move || ..>`"
            );
        }
    };
    let probe = Probe::start_unfollowed();
    let mut items = rows(items);
    watched(probe);
    std::iter::from_fn(move || {
        let probe = Probe::start_unfollowed();
        let item = items.next();
        watched(probe);
        item
    })
}

/// Returns the current items.
pub fn items<T, I: Items<T> + ?Sized>(each: &I) -> Vec<T> {
    each.items()
}

/// Returns the current items of a list whose rows the browser makes, which follows a memo.
pub fn keyed<T, K, I, F>(shown: Memo<I>, key: F) -> KeyedItems<T, K, F>
where
    I: IntoIterator<Item = T> + Clone + 'static,
    K: Hash,
    F: Fn(&T) -> K,
{
    KeyedItems::new(shown, key)
}

/// Returns a row's signal, for code that never runs.
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

/// An optional value that `<ShowLet some=…>` accepts: an `Option`, or a signal, memo or closure of one, which is read
/// (tracked).
#[diagnostic::on_unimplemented(
    message = "`<ShowLet>` shows the value of an `Option`, and `{Self}` is none",
    label = "not an `Option`",
    note = "`some` takes an `Option`, or a signal, memo or closure that gives one"
)]
pub trait Maybe {
    /// The type of the value.
    type Value;

    /// Returns the present value.
    fn value(&self) -> Option<Self::Value>;
}

impl<T: Clone> Maybe for Option<T> {
    type Value = T;

    fn value(&self) -> Option<T> {
        self.clone()
    }
}

macro_rules! read_maybe {
    ($($handle:ident)*) => {$(
        impl<T: Clone + 'static> Maybe for $handle<Option<T>> {
            type Value = T;

            fn value(&self) -> Option<T> {
                self.get()
            }
        }
    )*};
}

read_maybe! { ReadSignal RwSignal Memo }

#[diagnostic::do_not_recommend]
impl<F: Fn() -> R, R: Maybe> Maybe for F {
    type Value = R::Value;

    fn value(&self) -> Option<R::Value> {
        self().value()
    }
}

/// Returns the present value, as a list.
pub fn some<M: Maybe + ?Sized>(some: &M) -> Vec<M::Value> {
    some.value().into_iter().collect()
}

/// Returns the signal of the value, for code that never runs.
///
/// # Panics
/// Always.
pub fn some_of<M: Maybe + ?Sized>(_: &M) -> ReadSignal<M::Value> {
    crate::rt::any()
}

/// A condition that `<Show when=…>` accepts: a `bool`, or a signal, memo or closure of one, which is read (tracked).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a condition",
    label = "not a condition",
    note = "a condition is a `bool`, or a signal, memo or closure that gives one"
)]
pub trait AsCondition {
    /// Returns whether the condition holds now.
    fn holds(&self) -> bool;

    /// Returns the node of a signal or memo.
    fn node(&self) -> Option<NodeId> {
        None
    }
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

            fn node(&self) -> Option<NodeId> {
                Some(self.id())
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

/// Returns whether a condition holds now.
pub fn condition(condition: &(impl AsCondition + ?Sized)) -> bool {
    condition.holds()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use tracing::span::{Attributes, Id, Record};
    use tracing::{Event, Metadata, Subscriber};

    use super::*;

    /// Counts what is logged.
    struct Counter(Arc<AtomicU32>);

    impl Subscriber for Counter {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }

        fn new_span(&self, _: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }

        fn record(&self, _: &Id, _: &Record<'_>) {}

        fn record_follows_from(&self, _: &Id, _: &Id) {}

        fn event(&self, _: &Event<'_>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }

        fn enter(&self, _: &Id) {}

        fn exit(&self, _: &Id) {}
    }

    /// Numbers up to the value of a signal.
    struct UpTo(RwSignal<u32>);

    impl IntoIterator for UpTo {
        type Item = u32;
        type IntoIter = std::ops::Range<u32>;

        fn into_iter(self) -> Self::IntoIter {
            0..self.0.get()
        }
    }

    fn logged(run: impl FnOnce()) -> u32 {
        let count = Arc::new(AtomicU32::new(0));
        tracing::subscriber::with_default(Counter(Arc::clone(&count)), run);
        count.load(Ordering::Relaxed)
    }

    #[test]
    fn a_list_that_reads_while_it_is_gone_over_is_reported_where_nothing_follows_it() {
        let runtime = crate::graph::Runtime::new();
        let _entered = runtime.enter();
        let number = RwSignal::new(2);
        let made = move || rows_once(UpTo(number), "page.rs", 7).collect::<Vec<_>>();
        assert_eq!(logged(|| assert_eq!(made(), [0, 1])), 1);
        let lazy = || (0..2).map(|n| n + number.get());
        let lazily = || rows_once(lazy(), "page.rs", 7).collect::<Vec<_>>();
        assert_eq!(logged(|| assert_eq!(lazily(), [2, 3])), 1);
        let quiet = || rows_once(0..2_u32, "page.rs", 7).collect::<Vec<_>>();
        assert_eq!(logged(|| assert_eq!(quiet(), [0, 1])), 0);
        let followed = crate::graph::memo(made);
        assert_eq!(logged(|| assert_eq!(followed.get(), [0, 1])), 0);
        number.set(3);
        assert_eq!(followed.get(), [0, 1, 2]);
    }
}
