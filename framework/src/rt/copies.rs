//! What a closure that follows a binding owns: copies, where there can be some.

use crate::cross::Cross;
use crate::cross::held::NoHandles;

/// A copy that can be copied again, for each run.
pub struct Copies<T> {
    value: T,
    again: fn(&T) -> T,
}

impl<T> Copies<T> {
    /// Another copy.
    pub fn again(&self) -> T {
        (self.again)(&self.value)
    }
}

/// Something that a closure takes.
#[derive(Debug)]
pub struct Taken<'a, T: ?Sized>(pub &'a T);

/// The first way: it can be cloned.
pub trait ByCloning {
    /// What it is.
    type Value;
    /// A copy.
    fn copied(&self) -> Option<Copies<Self::Value>>;
}

/// The second way: it cannot.
pub trait ByBorrowing {
    /// What it is.
    type Value;
    /// None.
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

/// The first way: its type says that there are no handles in it.
pub trait ByType {
    /// Whether there may be handles in it.
    fn may_hold(&self) -> bool;
}

/// The second way: nobody knows.
pub trait ByDoubt {
    /// Whether there may be handles in it.
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

/// A copy of a local, if it can be cloned.
#[doc(hidden)]
#[macro_export]
macro_rules! __may_keep {
    ($local:expr) => {{
        use $crate::rt::copies::{ByBorrowing as _, ByCloning as _};
        (&$crate::rt::copies::Taken($local)).copied()
    }};
}

/// Whether there may be handles in a place.
#[doc(hidden)]
#[macro_export]
macro_rules! __may_hold {
    ($place:expr) => {{
        use $crate::rt::copies::{ByDoubt as _, ByType as _};
        (&$crate::rt::copies::Taken($place)).may_hold()
    }};
}
