//! The error that an action has returned.

use std::fmt;
use std::ops::Deref;
use std::rc::Rc;

/// The error of an action's last call: it derefs to it, and shows its `Display`.
pub struct ActionError<T, E>(Rc<Result<T, E>>);

#[cfg(not(target_arch = "wasm32"))]
impl<T, E> ActionError<T, E> {
    pub(super) fn of(result: Rc<Result<T, E>>) -> Option<Self> {
        result.is_err().then_some(Self(result))
    }
}

impl<T, E> Deref for ActionError<T, E> {
    type Target = E;

    fn deref(&self) -> &E {
        match &*self.0 {
            Err(error) => error,
            Ok(_) => unreachable!("it is made of errors"),
        }
    }
}

impl<T, E> Clone for ActionError<T, E> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T, E: fmt::Debug> fmt::Debug for ActionError<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T, E: fmt::Display> fmt::Display for ActionError<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
