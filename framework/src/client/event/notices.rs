//! Notices of the page: elements that open, animate and scroll, and messages of other windows.

use serde::de::DeserializeOwned;

use super::{Animating, Event, Toggling, Transitioning, command, hashchange, message, storage};
use crate::client::dom::Dom;
use crate::client::page::dom;

impl<E: Toggling> Event<E> {
    /// Returns the state before: `open` or `closed`.
    pub fn old_state(&self) -> String {
        self.text("oldState")
    }

    /// Returns the state after: `open` or `closed`.
    pub fn new_state(&self) -> String {
        self.text("newState")
    }
}

impl<E: Animating> Event<E> {
    /// Returns the name of the animation.
    pub fn animation_name(&self) -> String {
        self.text("animationName")
    }
}

impl<E: Transitioning> Event<E> {
    /// Returns the property that changes.
    pub fn property_name(&self) -> String {
        self.text("propertyName")
    }
}

impl Event<hashchange> {
    /// Returns the address before.
    pub fn old_url(&self) -> String {
        self.text("oldURL")
    }

    /// Returns the address now.
    pub fn new_url(&self) -> String {
        self.text("newURL")
    }
}

impl Event<storage> {
    /// Returns the key whose text has changed; empty if all were removed.
    pub fn key(&self) -> String {
        self.text("key")
    }

    /// Returns the new text, if there is one.
    pub fn new_value(&self) -> Option<String> {
        dom(|dom| dom.event_text(self.raw.host(), "newValue"))
    }
}

impl Event<message> {
    /// Returns the data of the message, if serde can deserialize a `T` from it.
    pub fn data_as<T: DeserializeOwned>(&self) -> Option<T> {
        let json = dom(|dom| dom.event_json(self.raw.host(), "data"))?;
        serde_json::from_str(&json).ok()
    }

    /// Returns the origin of the sender: `https://example.com`. Any site can send a message.
    pub fn origin(&self) -> String {
        self.text("origin")
    }
}

impl Event<command> {
    /// Returns the command: `show-modal`, `--mine`.
    pub fn command(&self) -> String {
        self.text("command")
    }
}
