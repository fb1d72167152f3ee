//! Notices of the page: things that open and move, and messages of other windows.

use serde::de::DeserializeOwned;

use super::{Animating, Event, Toggling, Transitioning, command, hashchange, message, storage};
use crate::client::dom::Dom;
use crate::client::page::dom;

impl<E: Toggling> Event<E> {
    /// `open` or `closed`: what it was.
    pub fn old_state(&self) -> String {
        self.text("oldState")
    }

    /// `open` or `closed`: what it is.
    pub fn new_state(&self) -> String {
        self.text("newState")
    }
}

impl<E: Animating> Event<E> {
    /// The name of the animation.
    pub fn animation_name(&self) -> String {
        self.text("animationName")
    }
}

impl<E: Transitioning> Event<E> {
    /// The property that changes.
    pub fn property_name(&self) -> String {
        self.text("propertyName")
    }
}

impl Event<hashchange> {
    /// The address that was left.
    pub fn old_url(&self) -> String {
        self.text("oldURL")
    }

    /// The address now.
    pub fn new_url(&self) -> String {
        self.text("newURL")
    }
}

impl Event<storage> {
    /// The key whose text has changed; empty if all were removed.
    pub fn key(&self) -> String {
        self.text("key")
    }

    /// The text now, if there is one.
    pub fn new_value(&self) -> Option<String> {
        dom(|dom| dom.event_text(self.raw.host(), "newValue"))
    }
}

impl Event<message> {
    /// Returns the data of the message, if serde reads a `T` from it.
    pub fn data_as<T: DeserializeOwned>(&self) -> Option<T> {
        let json = dom(|dom| dom.event_json(self.raw.host(), "data"))?;
        serde_json::from_str(&json).ok()
    }

    /// Where it comes from: `https://example.com`. Anybody can send a message.
    pub fn origin(&self) -> String {
        self.text("origin")
    }
}

impl Event<command> {
    /// The command: `show-modal`, `--mine`.
    pub fn command(&self) -> String {
        self.text("command")
    }
}
