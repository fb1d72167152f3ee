//! Projections (rule 7): the value of a path, in place of the value that it starts from.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::graph::{self, Memo};
use crate::rt::selector::Lends;

/// Makes a memo of a path that starts at a signal: `project(&user, |user| user.joined.clone())` for
/// `user.get().joined`.
pub fn project<S, T>(source: &S, path: impl Fn(&S::Value) -> T + 'static) -> Memo<T>
where
    S: Lends,
    T: PartialEq + 'static,
{
    let source = *source;
    graph::eager(move || source.lend(&path))
}

/// Returns the value of a path that may never be asked for; `None` if it panics.
pub fn kept<T>(path: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(path)).ok()
}

/// Returns the value of such a path when it is asked for.
///
/// # Panics
/// If the path panicked, or its conditions do not hold.
pub fn raised<T>(value: Option<T>) -> T {
    value.expect("a path that the server evaluates has no value here: there it panicked")
}

/// Owns the result of a path's last method: a borrowed result is cloned.
#[doc(hidden)]
#[macro_export]
macro_rules! __owned {
    ($path:expr) => {{
        use $crate::rt::owned::{AsItIs as _, Lent as _};
        (&$crate::rt::owned::PathResult::new($path)).owned()
    }};
}

/// The traits of [`owned!`](crate::__owned), of which the compiler takes the first that the type allows.
pub mod owned {
    use std::cell::RefCell;

    /// The result of a path, taken once.
    #[derive(Debug)]
    pub struct PathResult<T>(RefCell<Option<T>>);

    impl<T> PathResult<T> {
        /// Wraps `value`.
        pub fn new(value: T) -> Self {
            PathResult(RefCell::new(Some(value)))
        }

        fn take(&self) -> T {
            self.0.take().expect("a value is taken once")
        }
    }

    /// A borrowed result: `&str` becomes `String`, `Option<&T>` becomes `Option<T>`.
    pub trait Lent {
        /// The owned type.
        type Owned;
        /// Returns a copy of the borrowed value.
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

    /// All other results.
    pub trait AsItIs {
        /// The type of the result.
        type Owned;
        /// Returns the result.
        fn owned(self) -> Self::Owned;
    }

    impl<T> AsItIs for &&PathResult<T> {
        type Owned = T;

        fn owned(self) -> T {
            self.take()
        }
    }
}
