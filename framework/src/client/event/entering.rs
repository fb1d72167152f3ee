//! Typed text, dropped and pasted data, submitted forms.

use super::{Composed, Editing, Event, Filed, Keyboard, Texted, Transferring, submit};
use crate::client::dom::{Dom, Node};
use crate::client::element::Element;
use crate::client::page::dom;

impl<E: Keyboard> Event<E> {
    /// Returns the key, as text: `a`, `A`, `Enter`, `ArrowLeft`.
    pub fn key(&self) -> String {
        self.text("key")
    }

    /// Returns the key's place on the keyboard, whatever is printed on it: `KeyA`, `Digit1`.
    pub fn code(&self) -> String {
        self.text("code")
    }

    /// Returns which of several keys of this name it is: 1 is the left one, 2 the right one, 3 that of the number pad.
    pub fn location(&self) -> u32 {
        self.number("location") as u32
    }

    /// Returns whether the key is held down and the event repeats.
    pub fn repeat(&self) -> bool {
        self.flag("repeat")
    }
}

impl<E: Composed> Event<E> {
    /// Returns whether an input method is composing: then Enter ends the composition, and submits nothing.
    pub fn is_composing(&self) -> bool {
        self.flag("isComposing")
    }
}

impl<E: Texted> Event<E> {
    /// Returns the text that was entered or is being composed; empty if there is none.
    pub fn data(&self) -> String {
        self.text("data")
    }
}

impl<E: Editing> Event<E> {
    /// Returns the kind of change: `insertText`, `deleteContentBackward`, `insertFromPaste`.
    pub fn input_type(&self) -> String {
        self.text("inputType")
    }
}

impl<E: Transferring> Event<E> {
    /// Returns the content that is dragged, dropped or pasted, in a format: `text/plain`, `text/html`; empty if there
    /// is none.
    pub fn transferred(&self, format: &str) -> String {
        let text = dom(|dom| dom.transferred(self.raw.host(), E::TRANSFER, format));
        text.unwrap_or_default()
    }

    /// Sets the content that is dragged, copied or cut. A copy also needs [`Event::prevent_default`].
    pub fn transfer(&self, format: &str, text: &str) {
        dom(|dom| dom.transfer(self.raw.host(), E::TRANSFER, format, text));
    }
}

impl<E: Filed> Event<E> {
    /// Returns the files that were dropped, pasted or chosen. [`Event::web`] gives access to their contents.
    pub fn files(&self) -> Vec<File> {
        let at = |name: &str| format!("{}.{name}", E::FILES);
        let count = self.number_at(&at("length")) as usize;
        let file = |index: usize| File {
            name: self.path(&at(&format!("{index}.name"))),
            media_type: self.path(&at(&format!("{index}.type"))),
            size: self.number_at(&at(&format!("{index}.size"))) as u64,
        };
        (0..count).map(file).collect()
    }
}

/// The properties of a file that are known without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The name, without a path.
    pub name: String,
    /// The media type: `image/png`. Empty if the browser does not know.
    pub media_type: String,
    /// The length in bytes.
    pub size: u64,
}

impl Event<submit> {
    /// Returns the button that submits the form, if it was one.
    pub fn submitter(&self) -> Option<Element> {
        self.node("submitter")
    }

    /// Returns the form.
    pub(in crate::client) fn form(&self) -> Option<Node> {
        dom(|dom| dom.target(self.raw.host()))
    }

    /// Returns the node that submits the form.
    pub(in crate::client) fn submitting(&self) -> Option<Node> {
        dom(|dom| dom.event_node(self.raw.host(), "submitter"))
    }

    /// Returns the entries that the form would submit: names and values in their order, without files.
    pub fn form_data(&self) -> Vec<(String, String)> {
        let submitter = self.submitting();
        self.form()
            .map(|form| dom(|dom| dom.form_data(&form, submitter.as_ref())))
            .unwrap_or_default()
    }
}
