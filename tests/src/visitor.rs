//! What a person can do with a page, and see: the same in the simulation and in a browser.

/// Somebody who uses a page. Elements are named by CSS selectors; the first that matches is meant.
///
/// Whatever is claimed of the page may take its time, as far as the page needs the server for it.
pub trait Visitor {
    /// Clicks an element.
    fn click(&self, selector: &str);

    /// Moves the mouse onto an element.
    fn hover(&self, selector: &str);

    /// Types at the end of a field, key by key.
    fn type_into(&self, selector: &str, text: &str);

    /// Empties a field.
    fn clear(&self, selector: &str);

    /// Leaves the element that has the focus.
    fn leave(&self);

    /// Presses a key while an element has the focus.
    fn press(&self, selector: &str, key: &str);

    /// Chooses the option of this value in a `<select>`.
    fn choose(&self, selector: &str, value: &str);

    /// Sends a custom event that says this.
    fn send(&self, selector: &str, event: &str, detail: &str);

    /// Claims that the text of an element is exactly this.
    fn shows(&self, selector: &str, text: &str);

    /// Claims that so many elements match.
    fn counts(&self, selector: &str, count: usize);

    /// Claims that a control holds this.
    fn holds(&self, selector: &str, value: &str);

    /// Claims that a box or radio button is checked, or is not.
    fn is_checked(&self, selector: &str, expected: bool);

    /// Claims that an element has the focus.
    fn has_focus(&self, selector: &str);

    /// What went over the page's sockets since this was last asked.
    fn traffic(&self) -> Traffic;

    /// Claims that an element is there.
    fn has(&self, selector: &str) {
        self.counts(selector, 1);
    }

    /// Claims that an element is not there.
    fn lacks(&self, selector: &str) {
        self.counts(selector, 0);
    }

    /// Claims that nothing was sent or received since the traffic was last asked for.
    fn sent_nothing(&self) {
        assert_eq!(self.traffic(), Traffic::default());
    }
}

/// What went over a page's sockets, in bytes per message. Attaching is not counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
pub struct Traffic {
    /// Messages to the server.
    pub up: Vec<usize>,
    /// Messages from the server.
    pub down: Vec<usize>,
}

impl Traffic {
    /// All bytes from the server.
    pub fn received(&self) -> usize {
        self.down.iter().sum()
    }

    /// All bytes to the server.
    pub fn sent(&self) -> usize {
        self.up.iter().sum()
    }
}
