//! Selectors (rule 11): comparing a signal with a key.

use std::hash::Hash;

use crate::graph::{self, Memo, ReadSignal, Readable, RwSignal};

/// A signal or memo, whose value can be lent.
pub trait Lends: Readable + 'static {
    /// Lends the value, tracked.
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

/// `source.get() == key`: as a selector where the value can be hashed, so that a write runs only the readers of the
/// old and of the new value; else as it stands.
#[doc(hidden)]
#[macro_export]
macro_rules! __select {
    ($source:expr, $key:expr) => {{
        use $crate::rt::select::{ByEquality as _, BySelector as _};
        (&$crate::rt::select::Selection($source, $key)).is_selected()
    }};
}

/// The two ways of [`select!`](crate::__select): the compiler takes the first that the types allow.
pub mod select {
    use super::{Hash, Lends, graph};

    /// `source.get() == key`, not evaluated.
    #[derive(Debug)]
    pub struct Selection<'a, S, K: ?Sized>(pub &'a S, pub &'a K);

    /// The first way.
    pub trait BySelector {
        /// Whether they are equal.
        fn is_selected(&self) -> bool;
    }

    /// The second way.
    pub trait ByEquality {
        /// Whether they are equal.
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
