//! Events, as handlers see them: the same in a browser and in a simulation.
//!
//! An event's type says which methods it has: `Event<event::click>` has coordinates, `Event<event::keydown>` a key.
//! What a handler asks of the event's target (`value`, `checked`) is what it was when the event happened, also if
//! that was before the client had arrived.

use std::marker::PhantomData;
use std::rc::Rc;

use serde::de::DeserializeOwned;

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

/// Where the mouse was, in CSS pixels.
impl<E: Pointing> Event<E> {
    /// From the left edge of the viewport.
    pub fn client_x(&self) -> f64 {
        self.number("clientX")
    }

    /// From the top edge of the viewport.
    pub fn client_y(&self) -> f64 {
        self.number("clientY")
    }

    /// From the left edge of the document.
    pub fn page_x(&self) -> f64 {
        self.number("pageX")
    }

    /// From the top edge of the document.
    pub fn page_y(&self) -> f64 {
        self.number("pageY")
    }

    /// From the left edge of the element that the event happened in.
    pub fn offset_x(&self) -> f64 {
        self.number("offsetX")
    }

    /// From the top edge of the element that the event happened in.
    pub fn offset_y(&self) -> f64 {
        self.number("offsetY")
    }

    /// From the left edge of the screen.
    pub fn screen_x(&self) -> f64 {
        self.number("screenX")
    }

    /// From the top edge of the screen.
    pub fn screen_y(&self) -> f64 {
        self.number("screenY")
    }

    /// To the right, since the last such event.
    pub fn movement_x(&self) -> f64 {
        self.number("movementX")
    }

    /// Downwards, since the last such event.
    pub fn movement_y(&self) -> f64 {
        self.number("movementY")
    }

    /// The button that was pressed or released: 0 is the main one.
    pub fn button(&self) -> i16 {
        self.number("button") as i16
    }

    /// The buttons that are held, as bits: 1 is the main one, 2 the secondary one, 4 the wheel.
    pub fn buttons(&self) -> u16 {
        self.number("buttons") as u16
    }
}

impl<E: Pointer> Event<E> {
    /// Tells fingers, pens and the mouse apart while they are there.
    pub fn pointer_id(&self) -> i32 {
        self.number("pointerId") as i32
    }

    /// `mouse`, `pen` or `touch`.
    pub fn pointer_type(&self) -> String {
        self.text("pointerType")
    }

    /// The pressure, from 0 to 1.
    pub fn pressure(&self) -> f64 {
        self.number("pressure")
    }

    /// Returns whether this is the first finger, or the mouse.
    pub fn is_primary(&self) -> bool {
        self.flag("isPrimary")
    }
}

impl<E: Related> Event<E> {
    /// The element that was left for this one, or entered from it: of the mouse, or of the focus.
    pub fn related_target(&self) -> Option<Element> {
        self.node("relatedTarget")
    }
}

/// How far the wheel turned.
impl Event<wheel> {
    /// To the right.
    pub fn delta_x(&self) -> f64 {
        self.number("deltaX")
    }

    /// Downwards.
    pub fn delta_y(&self) -> f64 {
        self.number("deltaY")
    }

    /// Into the screen.
    pub fn delta_z(&self) -> f64 {
        self.number("deltaZ")
    }

    /// The unit of these: 0 is pixels, 1 lines, 2 pages.
    pub fn delta_mode(&self) -> u32 {
        self.number("deltaMode") as u32
    }
}

impl<E: Keyboard> Event<E> {
    /// The key, as text: `a`, `A`, `Enter`, `ArrowLeft`.
    pub fn key(&self) -> String {
        self.text("key")
    }

    /// The key's place on the keyboard, whatever is printed on it: `KeyA`, `Digit1`.
    pub fn code(&self) -> String {
        self.text("code")
    }

    /// Which of several keys of this name: 1 is the left one, 2 the right one, 3 that of the number pad.
    pub fn location(&self) -> u32 {
        self.number("location") as u32
    }

    /// Whether the key is held down and the event repeats.
    pub fn repeat(&self) -> bool {
        self.flag("repeat")
    }
}

impl<E: Composed> Event<E> {
    /// Returns whether an input method is composing: Enter then ends that, and sends nothing.
    pub fn is_composing(&self) -> bool {
        self.flag("isComposing")
    }
}

impl<E: Texted> Event<E> {
    /// The text that was entered or is being composed; empty if there is none.
    pub fn data(&self) -> String {
        self.text("data")
    }
}

impl<E: Editing> Event<E> {
    /// The kind of change: `insertText`, `deleteContentBackward`, `insertFromPaste`.
    pub fn input_type(&self) -> String {
        self.text("inputType")
    }
}

impl<E: Transferring> Event<E> {
    /// What is dragged, dropped or pasted, in a format: `text/plain`, `text/html`. Empty if it is not there.
    pub fn transferred(&self, format: &str) -> String {
        let text = dom(|dom| dom.transferred(self.raw.host(), E::TRANSFER, format));
        text.unwrap_or_default()
    }

    /// Says what is dragged, copied or cut. A copy also needs [`Event::prevent_default`].
    pub fn transfer(&self, format: &str, text: &str) {
        dom(|dom| dom.transfer(self.raw.host(), E::TRANSFER, format, text));
    }
}

impl<E: Filed> Event<E> {
    /// The files that were dropped, pasted or chosen. Their contents are behind [`Event::web`].
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

/// What is known of a file without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its name, without a path.
    pub name: String,
    /// Its media type: `image/png`. Empty if the browser does not know.
    pub media_type: String,
    /// Its length in bytes.
    pub size: u64,
}

impl Event<submit> {
    /// The button that sends the form, if it was one.
    pub fn submitter(&self) -> Option<Element> {
        self.node("submitter")
    }

    /// What the form would send: names and values in their order, without files.
    pub fn form_data(&self) -> Vec<(String, String)> {
        let dom_event = self.raw.host();
        let submitter = dom(|dom| dom.event_node(dom_event, "submitter"));
        let form = dom(|dom| dom.target(dom_event));
        form.map(|form| dom(|dom| dom.form_data(&form, submitter.as_ref())))
            .unwrap_or_default()
    }
}

impl<E: Touching> Event<E> {
    /// All fingers that are on the screen.
    pub fn touches(&self) -> Vec<Touch> {
        self.touch_list("touches")
    }

    /// The fingers that are on the screen since they touched this element.
    pub fn target_touches(&self) -> Vec<Touch> {
        self.touch_list("targetTouches")
    }

    /// The fingers that this event is about.
    pub fn changed_touches(&self) -> Vec<Touch> {
        self.touch_list("changedTouches")
    }

    fn touch_list(&self, list: &str) -> Vec<Touch> {
        let count = self.number_at(&format!("{list}.length")) as usize;
        let touch = |index: usize| {
            let at = |name: &str| self.number_at(&format!("{list}.{index}.{name}"));
            Touch {
                identifier: at("identifier") as i32,
                client_x: at("clientX"),
                client_y: at("clientY"),
                page_x: at("pageX"),
                page_y: at("pageY"),
            }
        };
        (0..count).map(touch).collect()
    }
}

/// A finger on the screen. Distances are in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Touch {
    /// Tells the fingers apart while they are there.
    pub identifier: i32,
    /// From the left edge of the viewport.
    pub client_x: f64,
    /// From the top edge of the viewport.
    pub client_y: f64,
    /// From the left edge of the document.
    pub page_x: f64,
    /// From the top edge of the document.
    pub page_y: f64,
}

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
    /// What was sent, if it is what serde reads a `T` from.
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

/// A type of event.
pub trait EventType: 'static {
    /// Its name: `click`.
    const NAME: &'static str;
}

/// Events that know which modifier keys were held.
pub trait Modified: EventType {}

/// Events of the mouse.
pub trait Pointing: Modified {}

/// Events of a finger, a pen or the mouse.
pub trait Pointer: Pointing {}

/// Events of a key.
pub trait Keyboard: Modified {}

/// Events of fingers.
pub trait Touching: Modified {}

/// Events that have another element beside their target.
pub trait Related: EventType {}

/// Events during which an input method may be composing.
pub trait Composed: EventType {}

/// Events that bring text.
pub trait Texted: EventType {}

/// Events that change what a control holds.
pub trait Editing: Texted {}

/// Events that bring or take data: of dragging and of the clipboard.
pub trait Transferring: EventType {
    /// The property that holds it.
    const TRANSFER: &'static str;
}

/// Events that may bring files.
pub trait Filed: EventType {
    /// The path to them.
    const FILES: &'static str;
}

/// Events of what opens and closes.
pub trait Toggling: EventType {}

/// Events of CSS animations.
pub trait Animating: EventType {}

/// Events of CSS transitions.
pub trait Transitioning: EventType {}

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

macro_rules! transferring {
    ($($property:literal: $($name:ident)*;)*) => {$($(
        impl Transferring for $name {
            const TRANSFER: &'static str = $property;
        }

        impl Filed for $name {
            const FILES: &'static str = concat!($property, ".files");
        }
    )*)*};
}

transferring! {
    "dataTransfer": drag dragend dragenter dragleave dragover dragstart drop;
    "clipboardData": copy cut paste;
}

impl Filed for input {
    const FILES: &'static str = "target.files";
}

impl Filed for change {
    const FILES: &'static str = "target.files";
}

// A test of the compiler holds these names equal to those that it knows.
events! {
    abort: ;
    addtrack: ;
    afterprint: ;
    animationcancel: Animating;
    animationend: Animating;
    animationiteration: Animating;
    animationstart: Animating;
    appinstalled: ;
    auxclick: Modified Pointing Related Pointer;
    beforeinput: Composed Texted Editing;
    beforeinstallprompt: ;
    beforematch: ;
    beforeprint: ;
    beforetoggle: Toggling;
    beforeunload: ;
    blur: Related;
    cancel: ;
    canplay: ;
    canplaythrough: ;
    change: ;
    click: Modified Pointing Related Pointer;
    close: ;
    command: ;
    compositionend: Texted;
    compositionstart: Texted;
    compositionupdate: Texted;
    contentvisibilityautostatechange: ;
    contextlost: ;
    contextmenu: Modified Pointing Related Pointer;
    contextrestored: ;
    copy: ;
    cuechange: ;
    cut: ;
    dblclick: Modified Pointing Related;
    devicemotion: ;
    deviceorientation: ;
    drag: Modified Pointing Related;
    dragend: Modified Pointing Related;
    dragenter: Modified Pointing Related;
    dragleave: Modified Pointing Related;
    dragover: Modified Pointing Related;
    dragstart: Modified Pointing Related;
    drop: Modified Pointing Related;
    durationchange: ;
    emptied: ;
    encrypted: ;
    ended: ;
    enterpictureinpicture: ;
    error: ;
    focus: Related;
    focusin: Related;
    focusout: Related;
    formdata: ;
    fullscreenchange: ;
    fullscreenerror: ;
    gamepadconnected: ;
    gamepaddisconnected: ;
    gotpointercapture: Modified Pointing Related Pointer;
    hashchange: ;
    input: Composed Texted Editing;
    invalid: ;
    keydown: Modified Keyboard Composed;
    keypress: Modified Keyboard Composed;
    keyup: Modified Keyboard Composed;
    languagechange: ;
    leavepictureinpicture: ;
    load: ;
    loadeddata: ;
    loadedmetadata: ;
    loadstart: ;
    lostpointercapture: Modified Pointing Related Pointer;
    message: ;
    messageerror: ;
    mousedown: Modified Pointing Related;
    mouseenter: Modified Pointing Related;
    mouseleave: Modified Pointing Related;
    mousemove: Modified Pointing Related;
    mouseout: Modified Pointing Related;
    mouseover: Modified Pointing Related;
    mouseup: Modified Pointing Related;
    offline: ;
    online: ;
    orientationchange: ;
    pagehide: ;
    pagereveal: ;
    pageshow: ;
    pageswap: ;
    paste: ;
    pause: ;
    play: ;
    playing: ;
    pointercancel: Modified Pointing Related Pointer;
    pointerdown: Modified Pointing Related Pointer;
    pointerenter: Modified Pointing Related Pointer;
    pointerleave: Modified Pointing Related Pointer;
    pointerlockchange: ;
    pointerlockerror: ;
    pointermove: Modified Pointing Related Pointer;
    pointerout: Modified Pointing Related Pointer;
    pointerover: Modified Pointing Related Pointer;
    pointerup: Modified Pointing Related Pointer;
    popstate: ;
    progress: ;
    ratechange: ;
    readystatechange: ;
    rejectionhandled: ;
    removetrack: ;
    reset: ;
    resize: ;
    scroll: ;
    scrollend: ;
    scrollsnapchange: ;
    scrollsnapchanging: ;
    securitypolicyviolation: ;
    seeked: ;
    seeking: ;
    select: ;
    selectionchange: ;
    selectstart: ;
    slotchange: ;
    stalled: ;
    storage: ;
    submit: ;
    suspend: ;
    timeupdate: ;
    toggle: Toggling;
    touchcancel: Modified Touching;
    touchend: Modified Touching;
    touchmove: Modified Touching;
    touchstart: Modified Touching;
    transitioncancel: Transitioning;
    transitionend: Transitioning;
    transitionrun: Transitioning;
    transitionstart: Transitioning;
    unhandledrejection: ;
    unload: ;
    visibilitychange: ;
    volumechange: ;
    waiting: ;
    waitingforkey: ;
    wheel: Modified Pointing Related;
}
