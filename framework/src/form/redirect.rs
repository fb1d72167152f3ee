//! The page that follows a form.

/// The result of an action that sends the visitor to another page: `Ok(Redirect::to("/welcome"))`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    address: String,
}

impl Redirect {
    /// Leads to an address: a path of this server, or another site. Never make it of what a visitor has typed.
    pub fn to(address: impl Into<String>) -> Self {
        let address = address.into();
        Self { address }
    }

    /// Returns the address.
    pub fn address(&self) -> &str {
        &self.address
    }
}
