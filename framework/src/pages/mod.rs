//! Pages and their addresses: what a component reads of the address, and what it says to the browser besides markup.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod native;
mod redirected;
mod trip;

#[cfg(target_arch = "wasm32")]
pub use browser::{location, params, set_cookie, status};
#[cfg(not(target_arch = "wasm32"))]
pub use native::{location, params, set_cookie, status};
pub use redirected::{Redirected, redirect};
pub(crate) use trip::{Trip, TripPlace};

use crate::Cross;

/// The address of a page: see [`location`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Cross)]
pub struct Location {
    /// The path: `/shop/7`.
    pub path: String,
    /// The query, without the question mark: `color=red`, or nothing.
    pub query: String,
}

impl Location {
    /// Takes an address apart.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn of(address: &str) -> Self {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        Self {
            path: path.to_owned(),
            query: query.to_owned(),
        }
    }
}
