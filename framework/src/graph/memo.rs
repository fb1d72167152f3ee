//! Memos: values computed from other values.

use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::rc::Rc;

use super::access::{Tracking, read, try_read};
use super::current::graph;
#[cfg(not(target_arch = "wasm32"))]
use super::draft::draft_memo;
use super::node::{DIRTY, NodeId, STALE, SharedCompute, SharedValue};
use super::propagate::{COMPUTING, pull};
use super::queue::{attend, settle};
use super::run::run;
use super::signal::{HandleOf, Readable, handle, readable, typed};

/// A value computed from signals and other memos. Copies are handles of the same memo.
pub struct Memo<T> {
    id: NodeId,
    of: HandleOf<T>,
}

/// Creates a memo: `f` runs at once, and again when something it read has changed and the value is read. Readers run
/// only if the new value is not equal to the old one; bare floats are compared by their bits. The memo belongs to the
/// current scope.
///
/// # Panics
///
/// If no runtime is entered, and if `f` panics.
///
/// ```
/// # use watershed::graph::{Runtime, memo, signal};
/// # let runtime = Runtime::new();
/// # let _here = runtime.enter();
/// let (count, set_count) = signal(1);
/// let doubled = memo(move || count.get() * 2);
/// set_count.set(4);
/// assert_eq!(doubled.get(), 8);
/// ```
pub fn memo<T: PartialEq + 'static>(f: impl FnMut() -> T + 'static) -> Memo<T> {
    let f = RefCell::new(f);
    eager(move || f.borrow_mut()())
}

/// Creates a memo like [`memo`], of a function that is not `FnMut`.
pub(crate) fn eager<T: PartialEq + 'static>(f: impl Fn() -> T + 'static) -> Memo<T> {
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(memo) = draft_memo(&f) {
        return Memo::from_id(memo);
    }
    let memo = lazy(f);
    attend();
    // The memo is new: there are no sources to bring up to date first.
    run(memo.id);
    if graph(|graph| graph.exists(memo.id) && graph.nodes[memo.id.index].is(STALE)) {
        pull(memo.id);
    }
    settle();
    memo
}

/// Creates a memo like [`memo`], but `f` first runs when the value is first read: the memo exists even if that panics.
#[doc(hidden)]
pub fn lazy<T: PartialEq + 'static>(f: impl Fn() -> T + 'static) -> Memo<T> {
    Memo::from_id(add_memo(Rc::new(move |old: Option<&dyn Any>| {
        let new = f();
        let is_same = old.is_some_and(|old| same(typed(old), &new));
        if is_same {
            None
        } else {
            Some(Rc::new(new) as SharedValue)
        }
    })))
}

/// Compares two values; bare floats by their bits: a memo that returns NaN twice has not changed, from 0.0 to -0.0 it
/// has.
pub(super) fn same<T: PartialEq + 'static>(old: &T, new: &T) -> bool {
    if TypeId::of::<T>() == TypeId::of::<f64>() {
        return same_bits(old, new, f64::to_bits);
    }
    if TypeId::of::<T>() == TypeId::of::<f32>() {
        return same_bits(old, new, |float: f32| float.to_bits().into());
    }
    old == new
}

fn same_bits<F: Copy + 'static>(old: &dyn Any, new: &dyn Any, bits: fn(F) -> u64) -> bool {
    let bits = |value: &dyn Any| value.downcast_ref().copied().map(bits);
    bits(old) == bits(new)
}

/// Creates a memo without its type. It first runs when it is first read.
pub(super) fn add_memo(compute: SharedCompute) -> NodeId {
    graph(|graph| {
        graph.computing = Some(&COMPUTING);
        let order = graph.next_order();
        let node = graph.add_observer(Some(compute), order, DIRTY);
        let home = graph.home();
        graph.own(home, node);
        graph.id(node)
    })
}

handle!(Memo);
readable!(Memo);

impl<T: 'static> Memo<T> {
    /// Returns a clone of the value, tracked: the running memo or effect runs again when the value changes.
    ///
    /// # Panics
    ///
    /// If it was disposed, or is a memo that needs itself.
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// Returns a clone of the value, not tracked.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }

    /// Returns a clone of the value, tracked; `None` if it was disposed.
    pub fn try_get(self) -> Option<T>
    where
        T: Clone,
    {
        try_read(self.id, Tracking::On).map(|value| typed::<T>(&*value).clone())
    }

    /// Calls `f` with a reference to the value, tracked.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    pub fn with<R>(self, f: impl FnOnce(&T) -> R) -> R {
        f(typed(&*read(self.id, Tracking::On)))
    }

    /// Calls `f` with a reference to the value, not tracked.
    ///
    /// # Panics
    ///
    /// As [`get`](Self::get).
    pub fn with_untracked<R>(self, f: impl FnOnce(&T) -> R) -> R {
        f(typed(&*read(self.id, Tracking::Off)))
    }
}
