//! The actions of a person on a page, and what can be seen: the same in the simulation and in a browser.

use std::path::Path;

/// A visitor of a page. Elements are named by CSS selectors; the first match counts.
///
/// Assertions about the page wait, as long as the page needs the server for it.
pub trait Visitor {
    /// Clicks an element.
    fn click(&self, selector: &str);

    /// Clicks an element, and asserts that another has this text in the same turn, whatever comes later.
    fn click_shows(&self, clicked: &str, shown: &str, text: &str) {
        self.click(clicked);
        self.shows(shown, text);
    }

    /// Moves the mouse onto an element.
    fn hover(&self, selector: &str);

    /// Types at the end of a field, key by key.
    fn type_into(&self, selector: &str, text: &str);

    /// Empties a field.
    fn clear(&self, selector: &str);

    /// Chooses a file in a control.
    fn upload(&self, selector: &str, file: &Path);

    /// Leaves the element that has the focus.
    fn leave(&self);

    /// Presses a key while an element has the focus.
    fn press(&self, selector: &str, key: &str);

    /// Chooses the option of this value in a `<select>`.
    fn choose(&self, selector: &str, value: &str);

    /// Sends a custom event with this detail.
    fn send(&self, selector: &str, event: &str, detail: &str);

    /// Asserts that the text of an element is exactly this.
    fn shows(&self, selector: &str, text: &str);

    /// Asserts that so many elements match.
    fn counts(&self, selector: &str, count: usize);

    /// Asserts that a control has this value.
    fn holds(&self, selector: &str, value: &str);

    /// Asserts that a box or radio button is checked, or is not.
    fn is_checked(&self, selector: &str, expected: bool);

    /// Asserts that an element has the focus.
    fn has_focus(&self, selector: &str);

    /// Returns the messages over the page's sockets since the last call.
    fn traffic(&self) -> Traffic;

    /// Asserts that an element is there.
    fn has(&self, selector: &str) {
        self.counts(selector, 1);
    }

    /// Asserts that an element is not there.
    fn lacks(&self, selector: &str) {
        self.counts(selector, 0);
    }

    /// Asserts that nothing was sent or received since the last call of `traffic`.
    fn sent_nothing(&self) {
        assert_eq!(self.traffic(), Traffic::default());
    }
}

/// The messages over a page's sockets, in bytes per message. Attaching is not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
pub struct Traffic {
    /// Messages to the server.
    pub up: Vec<usize>,
    /// Messages from the server.
    pub down: Vec<usize>,
}

impl Traffic {
    /// Returns the number of bytes from the server.
    pub fn received(&self) -> usize {
        self.down.iter().sum()
    }

    /// Returns the number of bytes to the server.
    pub fn sent(&self) -> usize {
        self.up.iter().sum()
    }
}
