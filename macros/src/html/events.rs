//! The events that browsers dispatch.

/// The place where an event happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// On elements, and possibly elsewhere too.
    Element,
    /// On the document only.
    Document,
    /// On the window only.
    Window,
}

/// Returns whether browsers dispatch an event of this name. All others are custom events.
pub fn is_known(name: &str) -> bool {
    names().any(|known| known == name)
}

/// Returns the names of all events that browsers dispatch.
pub fn names() -> impl Iterator<Item = &'static str> {
    [ON_ELEMENTS, ON_DOCUMENT, ON_WINDOW]
        .into_iter()
        .flatten()
        .copied()
}

/// Returns where the event of this name happens.
pub fn home(name: &str) -> Home {
    if ON_WINDOW.contains(&name) {
        Home::Window
    } else if ON_DOCUMENT.contains(&name) {
        Home::Document
    } else {
        Home::Element
    }
}

const ON_ELEMENTS: &[&str] = &[
    "abort",
    "addtrack",
    "animationcancel",
    "animationend",
    "animationiteration",
    "animationstart",
    "auxclick",
    "beforeinput",
    "beforematch",
    "beforetoggle",
    "blur",
    "cancel",
    "canplay",
    "canplaythrough",
    "change",
    "click",
    "close",
    "command",
    "compositionend",
    "compositionstart",
    "compositionupdate",
    "contentvisibilityautostatechange",
    "contextlost",
    "contextmenu",
    "contextrestored",
    "copy",
    "cuechange",
    "cut",
    "dblclick",
    "drag",
    "dragend",
    "dragenter",
    "dragleave",
    "dragover",
    "dragstart",
    "drop",
    "durationchange",
    "emptied",
    "encrypted",
    "ended",
    "enterpictureinpicture",
    "error",
    "focus",
    "focusin",
    "focusout",
    "formdata",
    "fullscreenchange",
    "fullscreenerror",
    "gotpointercapture",
    "input",
    "invalid",
    "keydown",
    "keypress",
    "keyup",
    "leavepictureinpicture",
    "load",
    "loadeddata",
    "loadedmetadata",
    "loadstart",
    "lostpointercapture",
    "mousedown",
    "mouseenter",
    "mouseleave",
    "mousemove",
    "mouseout",
    "mouseover",
    "mouseup",
    "paste",
    "pause",
    "play",
    "playing",
    "pointercancel",
    "pointerdown",
    "pointerenter",
    "pointerleave",
    "pointermove",
    "pointerout",
    "pointerover",
    "pointerup",
    "progress",
    "ratechange",
    "removetrack",
    "reset",
    "resize",
    "scroll",
    "scrollend",
    "scrollsnapchange",
    "scrollsnapchanging",
    "securitypolicyviolation",
    "seeked",
    "seeking",
    "select",
    "selectionchange",
    "selectstart",
    "slotchange",
    "stalled",
    "submit",
    "suspend",
    "timeupdate",
    "toggle",
    "touchcancel",
    "touchend",
    "touchmove",
    "touchstart",
    "transitioncancel",
    "transitionend",
    "transitionrun",
    "transitionstart",
    "volumechange",
    "waiting",
    "waitingforkey",
    "wheel",
];

const ON_DOCUMENT: &[&str] = &[
    "pointerlockchange",
    "pointerlockerror",
    "readystatechange",
    "visibilitychange",
];

const ON_WINDOW: &[&str] = &[
    "afterprint",
    "appinstalled",
    "beforeinstallprompt",
    "beforeprint",
    "beforeunload",
    "devicemotion",
    "deviceorientation",
    "gamepadconnected",
    "gamepaddisconnected",
    "hashchange",
    "languagechange",
    "message",
    "messageerror",
    "offline",
    "online",
    "orientationchange",
    "pagehide",
    "pagereveal",
    "pageshow",
    "pageswap",
    "popstate",
    "rejectionhandled",
    "storage",
    "unhandledrejection",
    "unload",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Each event that the compiler accepts has a type in the framework, and the other way round.
    #[test]
    fn the_framework_has_a_type_for_each_event() {
        let source = include_str!("../../../framework/src/client/event/types.rs");
        let table = source
            .split("\nevents! {\n")
            .nth(1)
            .expect("the table is there");
        let typed: BTreeSet<&str> = table
            .lines()
            .filter_map(|line| line.trim().split_once(':'))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(typed, names().collect::<BTreeSet<_>>());
    }
}
