//! The last call of an action, in the browser's build: client code gets what it reads of it from the server, so these
//! functions only have types.

use std::rc::Rc;

use super::{Action, ActionError};
use crate::Cross;

impl<A: Cross, R: 'static> Action<A, R> {
    /// Returns the result of the last call that has ended. Not evaluated in the browser.
    pub fn result(self) -> Option<Rc<R>> {
        crate::rt::any()
    }
}

impl<A: Cross, T: Clone + 'static, E: 'static> Action<A, Result<T, E>> {
    /// Returns the value that the last call has returned. Not evaluated in the browser.
    pub fn value(self) -> Option<T> {
        crate::rt::any()
    }
}

impl<A: Cross, T: 'static, E: 'static> Action<A, Result<T, E>> {
    /// Returns the error that the last call has returned. Not evaluated in the browser.
    pub fn error(self) -> Option<ActionError<T, E>> {
        crate::rt::any()
    }
}
