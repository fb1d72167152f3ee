//! The types of events, and the families that decide which methods an event has.

/// A type of event.
pub trait EventType: 'static {
    /// The event's name: `click`.
    const NAME: &'static str;
}

/// Events with the modifier keys that were held.
pub trait Modified: EventType {}

/// Events of the mouse.
pub trait Pointing: Modified {}

/// Events of a finger, a pen or the mouse.
pub trait Pointer: Pointing {}

/// Events of a key.
pub trait Keyboard: Modified {}

/// Events of fingers.
pub trait Touching: Modified {}

/// Events with another element besides their target.
pub trait Related: EventType {}

/// Events during which an input method may be composing.
pub trait Composed: EventType {}

/// Events with a text.
pub trait Texted: EventType {}

/// Events that change the value of a control.
pub trait Editing: Texted {}

/// Events that carry data: of dragging and of the clipboard.
pub trait Transferring: EventType {
    /// The property with the data.
    const TRANSFER: &'static str;
}

/// Events that may carry files.
pub trait Filed: EventType {
    /// The path to the files.
    const FILES: &'static str;
}

/// Events of elements that open and close.
pub trait Toggling: EventType {}

/// Events of CSS animations.
pub trait Animating: EventType {}

/// Events of CSS transitions.
pub trait Transitioning: EventType {}

/// An event that is not in the HTML standard.
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
