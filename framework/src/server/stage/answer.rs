//! The parts of a page's response that its components decide.

use std::cell::{Cell, RefCell};

use cookie::Cookie;

/// The part of a response that is decided before its first byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PageHead {
    /// The status; 0 if no component says one.
    pub status: u16,
    /// The values of headers that set cookies.
    pub cookies: Vec<String>,
}

/// The head of the response, until it is taken.
#[derive(Default)]
pub(crate) struct PageAnswer {
    status: Cell<u16>,
    cookies: RefCell<Vec<String>>,
    is_out: Cell<bool>,
}

impl PageAnswer {
    /// Sets the status.
    pub fn set_status(&self, status: u16) {
        if self.may_change("`status(..)`") {
            self.status.set(status);
        }
    }

    /// Adds a cookie.
    pub fn set_cookie(&self, cookie: &Cookie) {
        if self.may_change("`set_cookie(..)`") {
            self.cookies.borrow_mut().push(cookie.encoded().to_string());
        }
    }

    fn may_change(&self, what: &str) -> bool {
        let is_out = self.is_out.get();
        if is_out {
            tracing::warn!("{what} has no effect: the response of the page is out");
        }
        !is_out
    }

    /// Takes what was said. Until the head is sent, more can be said.
    pub fn take(&self) -> PageHead {
        PageHead {
            status: self.status.take(),
            cookies: self.cookies.take(),
        }
    }

    /// Notes whether there is a response of which something can be said.
    pub fn set_out(&self, is_out: bool) {
        self.is_out.set(is_out);
    }
}
