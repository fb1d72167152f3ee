//! Events, as handlers receive them: the same in a browser and in a simulation.
//!
//! An event's type decides which methods it has: `Event<event::click>` has coordinates, `Event<event::keydown>` a key.
//! The properties of the target (`value`, `checked`) are those of the time when the event happened, even if that was
//! before the client had arrived.

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

/// An event of type `E` (one of the types of this module), as a handler receives it. Browser side.
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
    /// Wraps an event of the document.
    pub fn new(host: HostEvent) -> Self {
        Self(Rc::new(host))
    }

    /// Returns the document's own event.
    pub fn host(&self) -> &HostEvent {
        &self.0
    }

    /// Stops the event from reaching further elements.
    pub fn stop(&self) {
        dom(|dom| dom.stop(self.host(), false));
    }

    /// Prevents the browser's default action.
    pub fn prevent(&self) {
        dom(|dom| dom.prevent(self.host()));
    }
}

impl<E> Event<E> {
    /// Gives the event the type of its handler.
    pub fn new(raw: &RawEvent) -> Self {
        Self {
            raw: raw.clone(),
            of: PhantomData,
        }
    }

    /// Prevents the browser's default action: following a link, submitting a form.
    ///
    /// Before the client has arrived, only `:prevent` in the markup does this.
    pub fn prevent_default(&self) {
        self.raw.prevent();
    }

    /// Returns whether the default action was prevented.
    pub fn default_prevented(&self) -> bool {
        self.flag("defaultPrevented")
    }

    /// Stops the event from reaching further elements and their listeners.
    pub fn stop_propagation(&self) {
        self.raw.stop();
    }

    /// Stops the event from reaching further elements, and further listeners of this element.
    pub fn stop_immediate_propagation(&self) {
        dom(|dom| dom.stop(self.raw.host(), true));
    }

    /// Returns the element in which the event happened.
    pub fn target(&self) -> Option<Element> {
        dom(|dom| dom.target(self.raw.host())).map(Element::new)
    }

    /// Returns the element that has this handler.
    pub fn current_target(&self) -> Option<Element> {
        dom(|dom| dom.current(self.raw.host())).map(Element::new)
    }

    /// Returns the value of the target, if it is a control; otherwise an empty text.
    pub fn value(&self) -> String {
        self.text("value")
    }

    /// Returns the values of the chosen options of the target, a `<select multiple>`, in alphabetical order.
    pub fn values(&self) -> Vec<String> {
        let target = dom(|dom| dom.target(self.raw.host()));
        match target.map(|target| dom(|dom| control::chosen(dom, &target))) {
            Some(Value::List(chosen)) => chosen,
            _ => Vec::new(),
        }
    }

    /// Returns whether the target is a checked box.
    pub fn checked(&self) -> bool {
        self.flag("checked")
    }

    /// Returns whether the target, a `<details>` or `<dialog>`, is open.
    pub fn open(&self) -> bool {
        let target = dom(|dom| dom.target(self.raw.host()));
        target.is_some_and(|target| dom(|dom| dom.property(&target, "open")) == Value::Present)
    }

    /// Returns the `id` of the target.
    pub fn target_id(&self) -> String {
        let target = dom(|dom| dom.target(self.raw.host()));
        target
            .and_then(|target| dom(|dom| dom.property_text(&target, "id")))
            .unwrap_or_default()
    }

    /// Returns whether a person caused the event, not a script.
    pub fn is_trusted(&self) -> bool {
        self.flag("isTrusted")
    }

    /// Returns the event's `detail` as text, also if it is a number; empty if it is an object or missing.
    pub fn detail(&self) -> String {
        self.path("detail")
    }

    /// Returns the event's `detail`, if serde can deserialize a `T` from it.
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

    /// Returns the browser's own event. Only in a browser.
    ///
    /// # Panics
    /// In a simulation, which has no such event.
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
