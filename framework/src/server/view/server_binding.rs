//! Bindings that the server keeps up to date. Each is one allocation, which the view, the graph and the page share: the
//! closure that computes the value, the value that is shown, and the place where.

use std::any::Any;
use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use crate::graph::{Compute, SharedValue};
use crate::part::Hole;
use crate::wire::number::Region;

/// A binding that the server keeps up to date, whose closure has any type. It is the computation of an effect.
pub trait ServerBinding<T>: Compute {
    /// Computes the value.
    fn value(&self) -> T;
    /// Returns what is shown.
    fn shown(&self) -> &ShownValue<T>;
}

/// The value that a binding shows, and its place.
pub struct ShownValue<T> {
    /// The value; `None` until it is computed.
    pub(crate) value: Cell<Option<T>>,
    /// The hole that it fills, and the region that the hole is in.
    pub(crate) place: Cell<Option<(Region, &'static Hole)>>,
    /// Takes a new value.
    pub(crate) renew: Cell<fn(&ShownValue<T>, T)>,
}

/// Makes a binding.
pub(crate) fn server_binding<T: 'static>(
    compute: impl Fn() -> T + 'static,
) -> Rc<dyn ServerBinding<T>> {
    Rc::new(Follower {
        shown: ShownValue {
            value: Cell::new(None),
            place: Cell::new(None),
            renew: Cell::new(|shown, value| shown.value.set(Some(value))),
        },
        compute,
    })
}

impl<T> fmt::Debug for ShownValue<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("ShownValue")
    }
}

struct Follower<T, F> {
    shown: ShownValue<T>,
    compute: F,
}

impl<T, F: Fn() -> T> ServerBinding<T> for Follower<T, F> {
    fn value(&self) -> T {
        (self.compute)()
    }

    fn shown(&self) -> &ShownValue<T> {
        &self.shown
    }
}

impl<T, F: Fn() -> T> Compute for Follower<T, F> {
    fn compute(&self, _: Option<&dyn Any>) -> Option<SharedValue> {
        let value = (self.compute)();
        (self.shown.renew.get())(&self.shown, value);
        None
    }
}
