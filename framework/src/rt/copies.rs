//! Copies of the locals that a followed binding's closure takes, if they can be copied.

use crate::cross::Cross;
use crate::cross::held::NoHandles;

/// A copy that can be copied again, for each run of the closure.
pub struct Copies<T> {
    value: T,
    again: fn(&T) -> T,
}

impl<T> Copies<T> {
    /// Returns another copy.
    pub fn again(&self) -> T {
        (self.again)(&self.value)
    }
}

/// A local that a closure takes.
#[derive(Debug)]
pub struct Taken<'a, T: ?Sized>(pub &'a T);

/// Chosen if the local can be cloned.
pub trait ByCloning {
    /// The type of the local.
    type Value;
    /// Returns the copy.
    fn copied(&self) -> Option<Copies<Self::Value>>;
}

/// Chosen if the local cannot be cloned.
pub trait ByBorrowing {
    /// The type of the local.
    type Value;
    /// Returns `None`.
    fn copied(&self) -> Option<Copies<Self::Value>>;
}

impl<T: Clone> ByCloning for Taken<'_, T> {
    type Value = T;

    fn copied(&self) -> Option<Copies<T>> {
        Some(Copies {
            value: self.0.clone(),
            again: T::clone,
        })
    }
}

impl<T> ByBorrowing for &Taken<'_, T> {
    type Value = T;

    fn copied(&self) -> Option<Copies<T>> {
        None
    }
}

/// Chosen if the type says that it holds no handles.
pub trait ByType {
    /// Returns false.
    fn may_hold(&self) -> bool;
}

/// Chosen for all other types.
pub trait ByDoubt {
    /// Returns true: there may be handles.
    fn may_hold(&self) -> bool;
}

impl<T: Cross<Held = NoHandles>> ByType for Taken<'_, T> {
    fn may_hold(&self) -> bool {
        false
    }
}

impl<T: ?Sized> ByDoubt for &Taken<'_, T> {
    fn may_hold(&self) -> bool {
        true
    }
}

/// Returns a copy of a local, if it can be cloned.
#[doc(hidden)]
#[macro_export]
macro_rules! __may_keep {
    ($local:expr) => {{
        use $crate::rt::copies::{ByBorrowing as _, ByCloning as _};
        (&$crate::rt::copies::Taken($local)).copied()
    }};
}

/// Returns whether a value may hold handles.
#[doc(hidden)]
#[macro_export]
macro_rules! __may_hold {
    ($place:expr) => {{
        use $crate::rt::copies::{ByDoubt as _, ByType as _};
        (&$crate::rt::copies::Taken($place)).may_hold()
    }};
}
