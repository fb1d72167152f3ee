//! Events, as handlers see them: the same in a browser and in a simulation.
//!
//! An event's type says which methods it has: `Event<event::click>` has coordinates, `Event<event::keydown>` a key.
//! What a handler asks of the event's target (`value`, `checked`) is what it was when the event happened, also if
//! that was before the client had arrived.

use std::cell::Cell;
use std::marker::PhantomData;
use std::rc::Rc;

use super::control;
use super::dom::{Dom, HostEvent};
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
pub struct RawEvent(Rc<Delivery>);

struct Delivery {
    host: HostEvent,
    stopped: Cell<bool>,
}

impl RawEvent {
    /// An event that no handler has seen yet.
    pub fn new(host: HostEvent) -> Self {
        Self(Rc::new(Delivery {
            host,
            stopped: Cell::new(false),
        }))
    }

    /// The document's own event.
    pub fn host(&self) -> &HostEvent {
        &self.0.host
    }

    /// Whether a handler has stopped it.
    pub fn is_stopped(&self) -> bool {
        self.0.stopped.get()
    }

    /// Keeps it from the handlers of elements further out.
    pub fn stop(&self) {
        self.0.stopped.set(true);
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

    /// Keeps the event from the handlers of elements further out.
    pub fn stop_propagation(&self) {
        self.raw.stop();
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

    /// Whether the box that the event happened in is checked.
    pub fn checked(&self) -> bool {
        self.flag("checked")
    }

    /// Whether the `<details>` or `<dialog>` that the event happened in is open.
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

    /// The browser's own event.
    #[cfg(target_arch = "wasm32")]
    pub fn web(&self) -> &web_sys::Event {
        self.raw.host().web()
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
}

impl<E: Modified> Event<E> {
    /// Whether the control key was held.
    pub fn ctrl_key(&self) -> bool {
        self.flag("ctrlKey")
    }

    /// Whether the shift key was held.
    pub fn shift_key(&self) -> bool {
        self.flag("shiftKey")
    }

    /// Whether the alt key was held.
    pub fn alt_key(&self) -> bool {
        self.flag("altKey")
    }

    /// Whether the meta key (command, Windows) was held.
    pub fn meta_key(&self) -> bool {
        self.flag("metaKey")
    }
}

impl<E: Pointing> Event<E> {
    /// How far from the left edge of the viewport it happened, in CSS pixels.
    pub fn client_x(&self) -> f64 {
        self.number("clientX")
    }

    /// How far from the top edge of the viewport it happened, in CSS pixels.
    pub fn client_y(&self) -> f64 {
        self.number("clientY")
    }

    /// Which button it was: 0 is the main one.
    pub fn button(&self) -> i16 {
        self.number("button") as i16
    }
}

impl Event<wheel> {
    /// How far the wheel turned downwards.
    pub fn delta_y(&self) -> f64 {
        self.number("deltaY")
    }
}

impl<E: Keyboard> Event<E> {
    /// The key, as text: `a`, `A`, `Enter`, `ArrowLeft`.
    pub fn key(&self) -> String {
        self.text("key")
    }

    /// Whether the key is held down and the event repeats.
    pub fn repeat(&self) -> bool {
        self.flag("repeat")
    }
}

impl Event<custom> {
    /// The event's `detail`, if it is text or a number.
    pub fn detail(&self) -> String {
        self.text("detail")
    }
}

/// A type of event.
pub trait EventType: 'static {
    /// Its name: `click`.
    const NAME: &'static str;
}

/// Events that know which modifier keys were held.
pub trait Modified: EventType {}

/// Events that happen at a point.
pub trait Pointing: Modified {}

/// Events of a key.
pub trait Keyboard: Modified {}

/// An event that the HTML standard does not know.
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Debug)]
pub enum custom {}

impl EventType for custom {
    const NAME: &'static str = "";
}

macro_rules! events {
    ($($name:ident: $($family:ident)*;)*) => {$(
        #[doc = concat!("The `", stringify!($name), "` event.")]
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}

        impl EventType for $name {
            const NAME: &'static str = stringify!($name);
        }

        $(impl $family for $name {})*
    )*};
}

events! {
    auxclick: Modified Pointing;
    click: Modified Pointing;
    contextmenu: Modified Pointing;
    dblclick: Modified Pointing;
    drag: Modified Pointing;
    dragend: Modified Pointing;
    dragenter: Modified Pointing;
    dragleave: Modified Pointing;
    dragover: Modified Pointing;
    dragstart: Modified Pointing;
    drop: Modified Pointing;
    mousedown: Modified Pointing;
    mouseenter: Modified Pointing;
    mouseleave: Modified Pointing;
    mousemove: Modified Pointing;
    mouseout: Modified Pointing;
    mouseover: Modified Pointing;
    mouseup: Modified Pointing;
    pointercancel: Modified Pointing;
    pointerdown: Modified Pointing;
    pointerenter: Modified Pointing;
    pointerleave: Modified Pointing;
    pointermove: Modified Pointing;
    pointerout: Modified Pointing;
    pointerover: Modified Pointing;
    pointerup: Modified Pointing;
    wheel: Modified Pointing;
    keydown: Modified Keyboard;
    keypress: Modified Keyboard;
    keyup: Modified Keyboard;
    touchcancel: Modified;
    touchend: Modified;
    touchmove: Modified;
    touchstart: Modified;
    animationend: ;
    animationiteration: ;
    animationstart: ;
    beforeinput: ;
    beforetoggle: ;
    blur: ;
    cancel: ;
    change: ;
    close: ;
    compositionend: ;
    compositionstart: ;
    compositionupdate: ;
    copy: ;
    cut: ;
    ended: ;
    error: ;
    focus: ;
    focusin: ;
    focusout: ;
    input: ;
    invalid: ;
    load: ;
    paste: ;
    pause: ;
    play: ;
    reset: ;
    resize: ;
    scroll: ;
    select: ;
    submit: ;
    timeupdate: ;
    toggle: ;
    transitionend: ;
}
