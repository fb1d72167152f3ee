//! Elements in the hands of client code.

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::dom::{Argument, Dom, Node};
use super::page;
use crate::cross::{Cross, Held, Source, mix};
use crate::graph::{RwSignal, on_cleanup, untrack};
use crate::part::Value;

/// A reference to an element of the markup: `node_ref=input` fills it in the browser, before effects run.
///
/// `E` says what kind of element it is, for the reader; any type will do. On the server it is always empty.
///
/// ```
/// # use watershed::graph::Runtime;
/// use watershed::client::NodeRef;
///
/// # let runtime = Runtime::new();
/// # let _here = runtime.enter();
/// let input = NodeRef::<()>::new();
/// let focus = move || {
///     if let Some(input) = input.get() {
///         input.focus();
///     }
/// };
/// # focus();
/// ```
pub struct NodeRef<E = ()> {
    /// One more than the element's index among those that are referred to; 0: none.
    place: RwSignal<u32>,
    of: PhantomData<fn() -> E>,
}

impl<E> NodeRef<E> {
    /// A reference to nothing yet. It belongs to the current scope.
    ///
    /// # Panics
    /// Outside of a component.
    pub fn new() -> Self {
        Self::at(RwSignal::new(0))
    }

    /// The element, tracked: what runs now runs again when there is another one. None while it is not on the page.
    pub fn get(self) -> Option<Element> {
        let index = self.place.get().checked_sub(1)?;
        let elements = &page::current().elements;
        let node = elements.borrow().get(index as usize).cloned().flatten();
        node.map(Element)
    }

    /// Fills it, until the current scope is disposed.
    #[doc(hidden)]
    pub fn set(self, node: Node) {
        let elements = page::current().elements.clone();
        elements.borrow_mut().push(Some(node));
        let place = elements.borrow().len() as u32;
        self.place.set(place);
        on_cleanup(move || {
            elements.borrow_mut()[place as usize - 1] = None;
            if untrack(|| self.place.try_get()) == Some(place) {
                self.place.set(0);
            }
        });
    }

    fn at(place: RwSignal<u32>) -> Self {
        Self {
            place,
            of: PhantomData,
        }
    }
}

/// A value that takes an element of the markup: `node_ref=`.
#[doc(hidden)]
pub trait Refer {
    /// Takes the element, until the current scope is disposed.
    fn refer(self, node: Node);
}

impl<E> Refer for NodeRef<E> {
    fn refer(self, node: Node) {
        self.set(node);
    }
}

impl<E> Default for NodeRef<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E> Clone for NodeRef<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for NodeRef<E> {}

impl<E> fmt::Debug for NodeRef<E> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("NodeRef").field(&self.place.id()).finish()
    }
}

impl<E: 'static> Cross for NodeRef<E> {
    const SHAPE: u32 = mix("NodeRef", 0);
    type Held = crate::cross::held::Handles;
    const HELD: Held = Held::READ.and(Held::WRITE);
}

impl<E: 'static> Source for NodeRef<E> {
    type Value = u32;
}

impl<E> Serialize for NodeRef<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.place.serialize(serializer)
    }
}

impl<'de, E> Deserialize<'de> for NodeRef<E> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        RwSignal::deserialize(deserializer).map(Self::at)
    }
}

/// An element of the page. Browser side.
#[derive(Clone, PartialEq)]
pub struct Element(Node);

/// Where an element is in the viewport, in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// From the left edge of the viewport.
    pub left: f64,
    /// From the top edge of the viewport.
    pub top: f64,
    /// The width.
    pub width: f64,
    /// The height.
    pub height: f64,
}

impl Element {
    pub(super) fn new(node: Node) -> Self {
        Self(node)
    }

    /// Gives it the focus.
    pub fn focus(&self) {
        self.call("focus", &[]);
    }

    /// Takes the focus from it.
    pub fn blur(&self) {
        self.call("blur", &[]);
    }

    /// Selects what a text control holds.
    pub fn select(&self) {
        self.call("select", &[]);
    }

    /// Selects a part of what a text control holds, in UTF-16 units.
    pub fn select_range(&self, start: u32, end: u32) {
        let range = [start, end].map(|place| Argument::Number(place.into()));
        self.call("setSelectionRange", &range);
    }

    /// Clicks it.
    pub fn click(&self) {
        self.call("click", &[]);
    }

    /// Shows a `<dialog>` in front of everything else, which takes part in nothing until it is closed.
    pub fn show_modal(&self) {
        self.call("showModal", &[]);
    }

    /// Shows a `<dialog>`.
    pub fn show(&self) {
        self.call("show", &[]);
    }

    /// Closes a `<dialog>`.
    pub fn close(&self) {
        self.call("close", &[]);
    }

    /// Shows an element with `popover`.
    pub fn show_popover(&self) {
        self.call("showPopover", &[]);
    }

    /// Hides an element with `popover`.
    pub fn hide_popover(&self) {
        self.call("hidePopover", &[]);
    }

    /// Scrolls until it can be seen.
    pub fn scroll_into_view(&self) {
        self.call("scrollIntoView", &[]);
    }

    /// Where it is in the viewport. In a simulation nothing is laid out: all is 0.
    pub fn rect(&self) -> Rect {
        let [left, top, width, height] = page::dom(|dom| dom.rect(&self.0));
        Rect {
            left,
            top,
            width,
            height,
        }
    }

    /// Lets it hear a pointer until that is released, wherever it goes.
    pub fn set_pointer_capture(&self, pointer_id: i32) {
        self.call("setPointerCapture", &[Argument::Number(pointer_id.into())]);
    }

    /// Ends what [`Element::set_pointer_capture`] began.
    pub fn release_pointer_capture(&self, pointer_id: i32) {
        let pointer = Argument::Number(pointer_id.into());
        self.call("releasePointerCapture", &[pointer]);
    }

    /// Says what is wrong with what a control holds; empty: nothing.
    pub fn set_custom_validity(&self, message: &str) {
        self.call("setCustomValidity", &[Argument::Text(message)]);
    }

    /// Returns whether a control, or all in a form, holds what it may hold.
    pub fn check_validity(&self) -> bool {
        self.call("checkValidity", &[])
    }

    /// The same, and shows what is wrong.
    pub fn report_validity(&self) -> bool {
        self.call("reportValidity", &[])
    }

    /// Sends a form, as a button in it would.
    pub fn request_submit(&self) {
        self.call("requestSubmit", &[]);
    }

    /// Returns whether a CSS selector matches it.
    pub fn matches(&self, selector: &str) -> bool {
        self.call("matches", &[Argument::Text(selector)])
    }

    /// What a control holds; empty if it is none.
    pub fn value(&self) -> String {
        page::dom(|dom| dom.property_text(&self.0, "value")).unwrap_or_default()
    }

    /// Puts a text into a control. No event is sent.
    pub fn set_value(&self, value: impl Into<String>) {
        let value = Value::Text(value.into());
        page::dom(|dom| dom.set_property(&self.0, "value", &value));
    }

    /// Returns whether a box is checked.
    pub fn checked(&self) -> bool {
        page::dom(|dom| dom.property_is(&self.0, "checked", &Value::Present))
    }

    /// The node of the document in use.
    pub(super) fn node(&self) -> &Node {
        &self.0
    }

    /// Its `id`; empty if it has none.
    pub fn id(&self) -> String {
        page::dom(|dom| dom.property_text(&self.0, "id")).unwrap_or_default()
    }

    /// Returns whether another element is in it, or is it.
    pub fn contains(&self, other: &Self) -> bool {
        page::dom(|dom| dom.holds(&self.0, &other.0))
    }

    /// The browser's own element. Only in a browser.
    ///
    /// # Panics
    /// In a simulation, which has no such thing.
    pub fn web(&self) -> &web_sys::Element {
        #[cfg(target_arch = "wasm32")]
        return self.0.as_ref();
        #[cfg(not(target_arch = "wasm32"))]
        page::fail("`.web()` gives the browser's own element: a simulation has none")
    }

    fn call(&self, method: &str, arguments: &[Argument<'_>]) -> bool {
        // Not while the page is borrowed: a method may send events.
        let page = page::current();
        page.dom.call(&self.0, method, arguments)
    }
}

impl fmt::Debug for Element {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Element")
    }
}
