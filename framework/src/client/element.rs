//! References to elements, for client code.

use std::fmt;
use std::marker::PhantomData;

use serde::{Deserializer, Serialize, Serializer};

use super::dom::{Argument, Dom, Node};
use super::page;
use crate::cross::{Cross, Held, Source, mix};
use crate::graph::{RwSignal, on_cleanup, untrack};
use crate::part::Value;

/// A reference to an element of the markup: `node_ref=input` fills it in the browser, before effects run.
///
/// `E` names the kind of element for the reader; any type will do. On the server the reference is always empty.
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
    /// One more than the element's index in the page's list of elements; 0 if it is empty.
    place: RwSignal<u32>,
    of: PhantomData<fn() -> E>,
}

impl<E> NodeRef<E> {
    /// Makes an empty reference. It belongs to the current scope.
    ///
    /// # Panics
    /// Outside of a component.
    pub fn new() -> Self {
        Self::at(RwSignal::new(0))
    }

    /// Returns the element, tracked: the running memo or effect runs again when the element changes. `None` while the
    /// element is not on the page.
    pub fn get(self) -> Option<Element> {
        let index = self.place.get().checked_sub(1)?;
        let elements = &page::current().elements;
        let node = elements.borrow().get(index as usize).cloned().flatten();
        node.map(Element)
    }

    /// Sets the element, until the current scope is disposed.
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

/// A value that can be given to `node_ref=`.
#[doc(hidden)]
pub trait Refer {
    /// Sets the element, until the current scope is disposed.
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

    fn deserialize_field<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        RwSignal::deserialize_field(deserializer).map(Self::at)
    }
}

impl<E: 'static> Source for NodeRef<E> {
    type Value = u32;
}

impl<E> Serialize for NodeRef<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.place.serialize(serializer)
    }
}

/// An element of the page. Browser side.
#[derive(Clone, PartialEq)]
pub struct Element(Node);

/// The position of an element in the viewport, in CSS pixels.
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

    /// Focuses the element.
    pub fn focus(&self) {
        self.call("focus", &[]);
    }

    /// Removes the focus from the element.
    pub fn blur(&self) {
        self.call("blur", &[]);
    }

    /// Selects the text of a control.
    pub fn select(&self) {
        self.call("select", &[]);
    }

    /// Selects a part of a control's text, in UTF-16 units.
    pub fn select_range(&self, start: u32, end: u32) {
        let range = [start, end].map(|place| Argument::Number(place.into()));
        self.call("setSelectionRange", &range);
    }

    /// Clicks the element.
    pub fn click(&self) {
        self.call("click", &[]);
    }

    /// Shows a `<dialog>` as a modal one: the rest of the page is inert until it is closed.
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

    /// Scrolls until the element is visible.
    pub fn scroll_into_view(&self) {
        self.call("scrollIntoView", &[]);
    }

    /// Returns the position in the viewport. A simulation has no layout, so all numbers are 0.
    pub fn rect(&self) -> Rect {
        let [left, top, width, height] = page::dom(|dom| dom.rect(&self.0));
        Rect {
            left,
            top,
            width,
            height,
        }
    }

    /// Lets the element receive the events of a pointer until the pointer is released, wherever it moves.
    pub fn set_pointer_capture(&self, pointer_id: i32) {
        self.call("setPointerCapture", &[Argument::Number(pointer_id.into())]);
    }

    /// Ends the capture that [`Element::set_pointer_capture`] began.
    pub fn release_pointer_capture(&self, pointer_id: i32) {
        let pointer = Argument::Number(pointer_id.into());
        self.call("releasePointerCapture", &[pointer]);
    }

    /// Sets the validation message of a control; an empty one makes the control valid.
    pub fn set_custom_validity(&self, message: &str) {
        self.call("setCustomValidity", &[Argument::Text(message)]);
    }

    /// Returns whether a control, or every control of a form, is valid.
    pub fn check_validity(&self) -> bool {
        self.call("checkValidity", &[])
    }

    /// Returns whether a control, or every control of a form, is valid, and shows the message if not.
    pub fn report_validity(&self) -> bool {
        self.call("reportValidity", &[])
    }

    /// Submits a form, as a button in it would.
    pub fn request_submit(&self) {
        self.call("requestSubmit", &[]);
    }

    /// Returns whether a CSS selector matches it.
    pub fn matches(&self, selector: &str) -> bool {
        self.call("matches", &[Argument::Text(selector)])
    }

    /// Returns the value of a control; empty for other elements.
    pub fn value(&self) -> String {
        page::dom(|dom| dom.property_text(&self.0, "value")).unwrap_or_default()
    }

    /// Sets the value of a control, without an event.
    pub fn set_value(&self, value: impl Into<String>) {
        let value = Value::Text(value.into());
        page::dom(|dom| dom.set_property(&self.0, "value", &value));
    }

    /// Returns whether a box is checked.
    pub fn checked(&self) -> bool {
        page::dom(|dom| dom.property_is(&self.0, "checked", &Value::Present))
    }

    /// Returns the element as a node of the DOM in use.
    pub(super) fn node(&self) -> &Node {
        &self.0
    }

    /// Returns the `id`; empty if there is none.
    pub fn id(&self) -> String {
        page::dom(|dom| dom.property_text(&self.0, "id")).unwrap_or_default()
    }

    /// Returns whether another element is inside this one, or is the same.
    pub fn contains(&self, other: &Self) -> bool {
        page::dom(|dom| dom.holds(&self.0, &other.0))
    }

    /// Returns the browser's own element. Only in a browser.
    ///
    /// # Panics
    /// In a simulation, which has no such element.
    pub fn web(&self) -> &web_sys::Element {
        #[cfg(target_arch = "wasm32")]
        return self.0.as_ref();
        #[cfg(not(target_arch = "wasm32"))]
        page::fail("`.web()` gives the browser's own element: a simulation has none")
    }

    fn call(&self, method: &str, arguments: &[Argument<'_>]) -> bool {
        // The page must not be borrowed here, because a method may fire events.
        let page = page::current();
        page.dom.call(&self.0, method, arguments)
    }
}

impl fmt::Debug for Element {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Element")
    }
}
