//! The parts of a page that come behind its shell, in the same response.

use std::cell::{Cell, RefCell};

use crate::wire::number::Region;

/// The state of a page while its response goes on.
#[derive(Default)]
pub(crate) struct StreamedContent {
    is_open: Cell<bool>,
    /// The parts that were not taken.
    parts: RefCell<Vec<StreamedPart>>,
    /// True if there are changes that only a socket can bring.
    has_others: Cell<bool>,
}

/// Content that takes the place of other content.
#[derive(Debug)]
pub(crate) struct StreamedPart {
    /// The content that is there.
    pub before: Region,
    pub markup: String,
    /// The element that markup of another vocabulary is parsed in.
    pub vocabulary: Option<&'static str>,
}

impl StreamedContent {
    /// Begins: from now on boundaries come in the response.
    pub fn open(&self) {
        self.is_open.set(true);
    }

    /// Ends: all later changes come by a socket.
    pub fn close(&self) {
        self.is_open.set(false);
    }

    /// Returns whether boundaries come in the response.
    pub fn is_open(&self) -> bool {
        self.is_open.get()
    }

    /// Adds a part.
    pub fn add(&self, part: StreamedPart) {
        self.parts.borrow_mut().push(part);
    }

    /// Takes the parts that are new.
    pub fn take(&self) -> Vec<StreamedPart> {
        self.parts.take()
    }

    /// Notes a change that only a socket can bring.
    pub fn note_other(&self) {
        self.has_others.set(true);
    }

    /// Returns whether there are such changes.
    pub fn has_others(&self) -> bool {
        self.has_others.get()
    }
}
