//! Values that never leave the server.

use std::fmt;

use serde::{Deserializer, Serialize, Serializer};

use crate::cross::Cross;

/// A value that never crosses to the browser: client code that captures it, or a struct with it, does not compile.
///
/// Text, logs and panics do not show its value: its `Debug` is `Secret(..)`. On the server, [`Secret::expose`] returns
/// a reference to the value.
///
/// ```
/// use watershed::Secret;
///
/// let key = Secret::new(String::from("s3cret"));
/// assert_eq!(format!("{key:?}"), "Secret(..)");
/// assert_eq!(key.expose(), "s3cret");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Makes a secret of `value`.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// Returns a reference to the value. Values that are computed from it are not protected.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// Returns the value.
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(..)")
    }
}

/// Never implemented. Capturing a `Secret` fails with a readable trait error because of it.
#[diagnostic::on_unimplemented(
    message = "a `Secret` never crosses to the browser",
    label = "captured by client code here",
    note = "compute on the server what the browser may know of it, in a `memo` or a `let`, and capture that"
)]
pub trait Disclosed {}

impl<T> Serialize for Secret<T>
where
    T: Disclosed,
{
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("a secret never crosses"))
    }
}

impl<T: 'static> Cross for Secret<T>
where
    T: Disclosed,
{
    const SHAPE: u32 = 0;
    type Held = crate::cross::held::NoHandles;

    fn deserialize_field<'de, D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(serde::de::Error::custom("a secret never crosses"))
    }
}
