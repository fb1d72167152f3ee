//! The results of actions whose failed calls can be made again.

#[cfg(not(target_arch = "wasm32"))]
use std::any::Any;

#[cfg(not(target_arch = "wasm32"))]
use crate::form::Redirect;

/// The result of an action that can be asked for its failed calls: `()`, a [`Redirect`], or a `Result`. See
/// [`Action::retry`](crate::Action::retry).
#[cfg(not(target_arch = "wasm32"))]
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say whether a call of the action has failed",
    label = "the result of the action",
    note = "let the action return `()`, `Redirect`, or a `Result`"
)]
pub trait ActionResult: 'static {
    /// Returns the error, if it is one.
    fn error(&self) -> Option<&dyn Any> {
        None
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl ActionResult for () {}

#[cfg(not(target_arch = "wasm32"))]
impl ActionResult for Redirect {}

#[cfg(not(target_arch = "wasm32"))]
impl<T: 'static, E: 'static> ActionResult for Result<T, E> {
    fn error(&self) -> Option<&dyn Any> {
        self.as_ref().err().map(|error| error as &dyn Any)
    }
}

/// The result of an action that can be asked for its failed calls. The server's build checks the types.
#[cfg(target_arch = "wasm32")]
pub trait ActionResult {}

#[cfg(target_arch = "wasm32")]
impl<R> ActionResult for R {}
