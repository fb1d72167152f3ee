//! In the browser these functions are only type-checked.

use serde::de::DeserializeOwned;

use super::Location;
use crate::graph::Memo;
use crate::rt::any;

/// The parameters of the path. The server's half has the documentation.
pub fn params<T: DeserializeOwned + Clone + PartialEq + Send + 'static>() -> Memo<T> {
    any()
}

/// The address of the page. The server's half has the documentation.
pub fn location() -> Memo<Location> {
    any()
}

/// Sets the status of the page's response. The server's half has the documentation.
pub fn status(_: u16) {
    any()
}

/// Sets a cookie with the page's response. The server's half has the documentation.
pub fn set_cookie(_: impl Into<cookie::Cookie<'static>>) {
    any()
}
