//! Projections (rule 7): what a path gives, in place of what it starts from.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::graph::{self, Memo};
use crate::rt::selector::Lends;

/// A path that starts at a signal, as a memo of its own: `project(&user, |user| user.joined.clone())` for
/// `user.get().joined`.
pub fn project<S, T>(source: &S, path: impl Fn(&S::Value) -> T + 'static) -> Memo<T>
where
    S: Lends,
    T: PartialEq + 'static,
{
    let source = *source;
    graph::memo(move || source.lend(&path))
}

/// The value of a path that may never be asked for: that it panics is no one's fault until then.
pub fn kept<T>(path: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(path)).ok()
}

/// The value of such a path, asked for.
///
/// # Panics
/// If the path did, or its conditions do not hold.
pub fn raised<T>(value: Option<T>) -> T {
    value.expect("a path that the server evaluates has no value here: there it panicked")
}

/// What the last method of a path gives, for itself: what it lends is cloned.
#[doc(hidden)]
#[macro_export]
macro_rules! __owned {
    ($path:expr) => {{
        use $crate::rt::owned::{AsItIs as _, Lent as _};
        (&$crate::rt::owned::PathResult::new($path)).owned()
    }};
}

/// The ways of [`owned!`](crate::__owned): the compiler takes the first that the type allows.
pub mod owned {
    use std::cell::RefCell;

    /// What was given.
    #[derive(Debug)]
    pub struct PathResult<T>(RefCell<Option<T>>);

    impl<T> PathResult<T> {
        /// Holds `value`.
        pub fn new(value: T) -> Self {
            PathResult(RefCell::new(Some(value)))
        }

        fn take(&self) -> T {
            self.0.take().expect("a value is taken once")
        }
    }

    /// A loan: `&str` is given as `String`, `Option<&T>` as `Option<T>`.
    pub trait Lent {
        /// What stands for itself.
        type Owned;
        /// A copy of what was lent.
        fn owned(&self) -> Self::Owned;
    }

    impl<T: ToOwned + ?Sized> Lent for PathResult<&T> {
        type Owned = T::Owned;

        fn owned(&self) -> T::Owned {
            self.take().to_owned()
        }
    }

    impl<T: ToOwned + ?Sized> Lent for PathResult<Option<&T>> {
        type Owned = Option<T::Owned>;

        fn owned(&self) -> Option<T::Owned> {
            self.take().map(ToOwned::to_owned)
        }
    }

    /// Everything else.
    pub trait AsItIs {
        /// What stands for itself.
        type Owned;
        /// The value.
        fn owned(self) -> Self::Owned;
    }

    impl<T> AsItIs for &&PathResult<T> {
        type Owned = T;

        fn owned(self) -> T {
            self.take()
        }
    }
}
