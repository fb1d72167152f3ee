//! Tells the server which actions client code asks for failed calls, or calls again.

use crate::action::{Action, ActionResult};
use crate::cross::Cross;

/// A local of which client code calls `.retry()`, `.has_failed()` or the like.
#[derive(Debug)]
pub struct Retried<'a, T: ?Sized>(pub &'a T);

/// Chosen for actions.
pub trait ByAction {
    /// Lets the server keep the calls that fail.
    fn note(&self);
}

/// Chosen for everything else that has such a method.
pub trait ByOther {
    /// Does nothing.
    fn note(&self) {}
}

impl<A: Cross, R: ActionResult> ByAction for Retried<'_, Action<A, R>> {
    fn note(&self) {
        self.0.watch_failures();
    }
}

impl<T: ?Sized> ByOther for &Retried<'_, T> {}

/// Notes that client code calls such a method of a local: `retried!(&save)`.
#[doc(hidden)]
#[macro_export]
macro_rules! __retried {
    ($local:expr) => {{
        use $crate::rt::retried::{ByAction as _, ByOther as _};
        (&$crate::rt::retried::Retried($local)).note();
    }};
}
