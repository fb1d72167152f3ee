//! Selectors (rule 11): comparisons of a signal with a key.

use std::hash::Hash;

use crate::graph::{self, Memo, ReadSignal, Readable, RwSignal};

/// A signal or memo whose value can be borrowed.
pub trait Lends: Readable + 'static {
    /// Calls `to` with a reference to the value, tracked.
    fn lend<R>(self, to: impl FnOnce(&Self::Value) -> R) -> R;
}

macro_rules! lends {
    ($($handle:ident)*) => {$(
        impl<T: 'static> Lends for $handle<T> {
            fn lend<R>(self, to: impl FnOnce(&T) -> R) -> R {
                self.with(to)
            }
        }
    )*};
}

lends! { ReadSignal RwSignal Memo }

/// Evaluates `source.get() == key`: with a selector if the value can be hashed, so that a write runs only the readers
/// of the old and of the new value; otherwise directly.
#[doc(hidden)]
#[macro_export]
macro_rules! __select {
    ($source:expr, $key:expr) => {{
        use $crate::rt::select::{ByEquality as _, BySelector as _};
        (&$crate::rt::select::Selection($source, $key)).is_selected()
    }};
}

/// The traits of [`select!`](crate::__select), of which the compiler takes the first that the types allow.
pub mod select {
    use super::{Hash, Lends, graph};

    /// The two sides of `source.get() == key`.
    #[derive(Debug)]
    pub struct Selection<'a, S, K: ?Sized>(pub &'a S, pub &'a K);

    /// Compares with a selector.
    pub trait BySelector {
        /// Returns whether they are equal.
        fn is_selected(&self) -> bool;
    }

    /// Compares directly.
    pub trait ByEquality {
        /// Returns whether they are equal.
        fn is_selected(&self) -> bool;
    }

    impl<S: Lends<Value: Hash + Eq>> BySelector for Selection<'_, S, S::Value> {
        fn is_selected(&self) -> bool {
            graph::select(*self.0, self.1)
        }
    }

    impl<S: Lends<Value: PartialEq<K>>, K: ?Sized> ByEquality for &Selection<'_, S, K> {
        fn is_selected(&self) -> bool {
            self.0.lend(|value| value == self.1)
        }
    }
}
