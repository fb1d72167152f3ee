//! The permission with which a page is open.

use std::cell::RefCell;

use tokio::time::Instant;

use crate::server::view::permit::Permit;

/// The permission that the guards of a page have given; empty for a page without guards.
#[derive(Debug, Default)]
pub(crate) struct Permitted(RefCell<Option<Box<PermittedAddress>>>);

#[derive(Debug)]
struct PermittedAddress {
    permit: Permit,
    /// The address of the page, as the server knows it: a browser may name any.
    address: Box<str>,
}

impl Permitted {
    /// Sets the permission for the page at an address.
    pub fn set(&self, permit: Permit, address: &str) {
        let address = address.into();
        let permitted = Box::new(PermittedAddress { permit, address });
        self.0.replace(Some(permitted));
    }

    /// Returns whether another page has the same guards.
    pub fn is_alike(&self, other: Option<&Permit>) -> bool {
        let permitted = self.0.borrow();
        let permit = permitted.as_ref().map(|permitted| &permitted.permit);
        Permit::is_alike(permit, other)
    }

    /// Returns the time at which the guards were asked, if the page has any.
    pub fn asked(&self) -> Option<Instant> {
        self.0
            .borrow()
            .as_ref()
            .map(|permitted| permitted.permit.asked)
    }

    /// Returns the address to ask the guards for.
    pub fn address(&self) -> Option<Box<str>> {
        self.0
            .borrow()
            .as_ref()
            .map(|permitted| permitted.address.clone())
    }

    /// Notes that the guards have let the visitor stay.
    pub fn renew(&self, asked: Instant) {
        if let Some(permitted) = &mut *self.0.borrow_mut() {
            permitted.permit.asked = asked;
        }
    }
}
