//! Pages in whose place another one is.

use std::fmt;

use crate::component::Error;

/// The error of a component in whose place there is another page: see [`redirect`].
#[derive(Clone, Debug)]
pub struct Redirected {
    address: String,
}

/// Returns the error that leads to another page: `return Err(redirect("/login"))`. On the server, in the body of a component.
///
/// The visitor gets the other page, in place of the whole one that the component is on; an `<ErrorBoundary>` does not catch it. Behind
/// a boundary that is still loading it is too late: the page is out.
///
/// Never make the address of what a visitor has typed.
///
/// ```
/// use watershed::prelude::*;
///
/// #[component]
/// fn Account() -> Result<View, Error> {
///     let user: Option<String> = None;
///     let user = user.ok_or_else(|| redirect("/login"))?;
///     Ok(view! { <h1>{user}</h1> })
/// }
/// ```
#[must_use = "return it as the error of the component"]
pub fn redirect(address: impl Into<String>) -> Error {
    let address = address.into();
    Box::new(Redirected { address })
}

impl Redirected {
    /// Returns the address of the other page.
    pub fn address(&self) -> &str {
        &self.address
    }
}

impl fmt::Display for Redirected {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the page leads to {}", self.address)
    }
}

impl std::error::Error for Redirected {}
