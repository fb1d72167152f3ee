//! What a page was asked with.

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(not(target_arch = "wasm32"))]
mod server;

use std::fmt;

#[cfg(target_arch = "wasm32")]
pub use browser::Request;
#[cfg(not(target_arch = "wasm32"))]
pub use server::Request;

/// The request that the current page answers, also later in the page's session.
///
/// On the server: a component's body, and what else runs there.
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
    crate::graph::use_context().expect("a request belongs to a page")
}

/// The request that the current page answers. It is not in the browser.
#[cfg(target_arch = "wasm32")]
pub fn request() -> Request {
    crate::rt::any()
}

/// A request that is not what the page expects. The visitor gets its status, and nothing of its text.
#[derive(Clone, Debug)]
pub struct RequestError {
    status: u16,
    text: String,
}

impl RequestError {
    /// The HTTP status that the page is answered with, unless something handles the error.
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
