//! Errors that an `<ErrorBoundary>` has caught, as its fallback sees them.

use std::fmt;

use crate::{Action, Cross};

/// An error whose text is for visitors: an `<ErrorBoundary>` shows it. Of any other error it shows a neutral sentence with a number,
/// and the log has the text with that number.
///
/// ```
/// use watershed::UserError;
///
/// fn find(id: u32) -> Result<String, UserError> {
///     Err(UserError::new(format!("There is no book {id}.")))
/// }
/// assert_eq!(find(7).unwrap_err().to_string(), "There is no book 7.");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Cross)]
pub struct UserError(String);

impl UserError {
    /// Makes an error with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for UserError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for UserError {}

/// The error that the fallback of an `<ErrorBoundary>` is given. Its text is for visitors: see [`UserError`].
#[derive(Clone, Debug, Cross)]
pub struct CaughtError {
    text: String,
    retry: Action<()>,
}

impl CaughtError {
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn new(text: String, retry: Action<()>) -> Self {
        Self { text, retry }
    }

    /// Runs again what has failed: makes the markup in the boundary anew, and loads its resources again. In client code.
    pub fn retry(&self) {
        self.retry.dispatch(());
    }
}

impl fmt::Display for CaughtError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}
