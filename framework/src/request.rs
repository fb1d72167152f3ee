//! The request of a page.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod server;

use std::fmt;

#[cfg(target_arch = "wasm32")]
pub use browser::Request;
#[cfg(not(target_arch = "wasm32"))]
pub use server::Request;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use server::{LayerRequest, RequestAround};

/// Returns the request that the current page answers, also later in the page's session.
///
/// Available on the server: in a component's body, and in other server code.
///
/// ```
/// use watershed::prelude::*;
///
/// /// Served at `/story/{id}`, and at `/story/7?newest=true` as well.
/// #[component]
/// fn Story() -> Result<View, Error> {
///     let id: u32 = request().path()?;
///     let query: Vec<(String, String)> = request().query()?;
///     Ok(view! { <h1>"Story " {id}</h1> <p>{query.len()} " options"</p> })
/// }
/// ```
///
/// # Panics
/// Outside of a page.
#[cfg(not(target_arch = "wasm32"))]
pub fn request() -> Request {
    let around = RequestAround::here();
    around.expect("a request belongs to a page").request()
}

/// Returns the request that the current page answers. It does not exist in the browser.
#[cfg(target_arch = "wasm32")]
pub fn request() -> Request {
    crate::rt::any()
}

/// A request that is not as the page expects. The visitor gets its status, but not its text.
#[derive(Clone, Debug)]
pub struct RequestError {
    status: u16,
    text: String,
}

impl RequestError {
    /// Returns the HTTP status of the answer, unless something handles the error.
    pub fn status(&self) -> u16 {
        self.status
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.text, self.status)
    }
}

impl std::error::Error for RequestError {}
