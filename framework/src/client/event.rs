//! Events, as handlers see them: the same in a browser and in a simulation.
//!
//! An event's type says which methods it has: `Event<event::click>` has coordinates, `Event<event::keydown>` a key.
//! What a handler asks of the event's target (`value`, `checked`) is what it was when the event happened, also if
//! that was before the client had arrived.

mod entering;
mod notices;
mod pointing;
mod types;

use std::marker::PhantomData;
use std::rc::Rc;

use serde::de::DeserializeOwned;

pub use self::entering::File;
pub use self::pointing::Touch;
pub use self::types::*;
use super::control;
use super::dom::{Dom, HostEvent};
use super::element::Element;
use super::page::dom;
use crate::part::Value;

/// An event of type `E` (one of the types of this module), on its way to a handler. Browser side.
///
/// ```
/// use watershed::client::event::{Event, keydown};
///
/// fn leave(event: Event<keydown>) -> bool {
///     event.prevent_default();
///     event.key() == "Escape" && !event.shift_key()
/// }
/// ```
pub struct Event<E> {
    raw: RawEvent,
    of: PhantomData<E>,
}

/// An event, whatever its type.
#[derive(Clone)]
pub struct RawEvent(Rc<HostEvent>);

impl RawEvent {
    /// An event on its way to one handler.
    pub fn new(host: HostEvent) -> Self {
        Self(Rc::new(host))
    }

    /// The document's own event.
    pub fn host(&self) -> &HostEvent {
        &self.0
    }

    /// Keeps it from the elements further on in its way.
    pub fn stop(&self) {
        dom(|dom| dom.stop(self.host(), false));
    }

    /// Keeps the browser from its default action.
    pub fn prevent(&self) {
        dom(|dom| dom.prevent(self.host()));
    }
}

impl<E> Event<E> {
    /// The event under the type that its handler was given for.
    pub fn new(raw: &RawEvent) -> Self {
        Self {
            raw: raw.clone(),
            of: PhantomData,
        }
    }

    /// Keeps the browser from what it does by default: following the link, sending the form.
    ///
    /// Before the client has arrived only `:prevent` in the markup does that.
    pub fn prevent_default(&self) {
        self.raw.prevent();
    }

    /// Returns whether somebody has kept the browser from what it does by default.
    pub fn default_prevented(&self) -> bool {
        self.flag("defaultPrevented")
    }

    /// Keeps the event from the elements further on in its way, and from everybody who listens there.
    pub fn stop_propagation(&self) {
        self.raw.stop();
    }

    /// Keeps the event also from what else listens at this element.
    pub fn stop_immediate_propagation(&self) {
        dom(|dom| dom.stop(self.raw.host(), true));
    }

    /// The element that the event happened in.
    pub fn target(&self) -> Option<Element> {
        dom(|dom| dom.target(self.raw.host())).map(Element::new)
    }

    /// The element that this handler is written on.
    pub fn current_target(&self) -> Option<Element> {
        dom(|dom| dom.current(self.raw.host())).map(Element::new)
    }

    /// The value of the control that the event happened in; empty if it has none.
    pub fn value(&self) -> String {
        self.text("value")
    }

    /// The values of the chosen options of the `<select multiple>` that the event happened in, in alphabetical order.
    pub fn values(&self) -> Vec<String> {
        let target = dom(|dom| dom.target(self.raw.host()));
        match target.map(|target| dom(|dom| control::chosen(dom, &target))) {
            Some(Value::List(chosen)) => chosen,
            _ => Vec::new(),
        }
    }

    /// Returns whether the box that the event happened in is checked.
    pub fn checked(&self) -> bool {
        self.flag("checked")
    }

    /// Returns whether the `<details>` or `<dialog>` that the event happened in is open.
    pub fn open(&self) -> bool {
        let target = dom(|dom| dom.target(self.raw.host()));
        target.is_some_and(|target| dom(|dom| dom.property(&target, "open")) == Value::Present)
    }

    /// The `id` of the element that the event happened in.
    pub fn target_id(&self) -> String {
        let target = dom(|dom| dom.target(self.raw.host()));
        target
            .and_then(|target| dom(|dom| dom.property_text(&target, "id")))
            .unwrap_or_default()
    }

    /// Returns whether a person has done this, and not a script.
    pub fn is_trusted(&self) -> bool {
        self.flag("isTrusted")
    }

    /// The event's `detail` as text, also if it is a number; empty if it is an object or not there.
    pub fn detail(&self) -> String {
        self.path("detail")
    }

    /// The event's `detail`, if it is what serde reads a `T` from.
    ///
    /// ```
    /// use watershed::client::event::{Event, custom};
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Step {
    ///     number: u32,
    /// }
    ///
    /// fn step(event: Event<custom>) -> Option<u32> {
    ///     Some(event.detail_as::<Step>()?.number)
    /// }
    /// ```
    pub fn detail_as<T: DeserializeOwned>(&self) -> Option<T> {
        let json = dom(|dom| dom.event_json(self.raw.host(), "detail"))?;
        serde_json::from_str(&json).ok()
    }

    /// The browser's own event. Only in a browser.
    ///
    /// # Panics
    /// In a simulation, which has no such thing.
    pub fn web(&self) -> &web_sys::Event {
        #[cfg(target_arch = "wasm32")]
        return self.raw.host().web();
        #[cfg(not(target_arch = "wasm32"))]
        super::page::fail("`.web()` gives the browser's own event: a simulation has none")
    }

    fn text(&self, name: &str) -> String {
        dom(|dom| dom.event_text(self.raw.host(), name)).unwrap_or_default()
    }

    fn number(&self, name: &str) -> f64 {
        dom(|dom| dom.event_number(self.raw.host(), name))
    }

    fn flag(&self, name: &str) -> bool {
        dom(|dom| dom.event_flag(self.raw.host(), name))
    }

    fn node(&self, name: &str) -> Option<Element> {
        dom(|dom| dom.event_node(self.raw.host(), name)).map(Element::new)
    }

    fn path(&self, path: &str) -> String {
        dom(|dom| dom.event_path(self.raw.host(), path)).unwrap_or_default()
    }

    fn number_at(&self, path: &str) -> f64 {
        self.path(path).parse().unwrap_or_default()
    }
}
