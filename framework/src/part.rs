//! What the compiler tells both halves about a piece of markup: the one description that the server renders
//! from, that updates refer to, and that the browser finds its nodes by.
//!
//! A *kind* is one `view!` template (or one body-level client function); a *region* is one instance of it on a
//! page; a *part* is one thing in it that can change or that listens.

use serde::{Deserialize, Serialize};

/// Names a kind, alike on both targets: a hash of module path, component and structural index.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct KindId(pub u32);

/// Hashes what names a kind: its module, its component and its place among the component's kinds.
pub const fn kind_id(module: &str, component: &str, index: u32) -> KindId {
    let hash = fnv(fnv(FNV_OFFSET, module.as_bytes()), component.as_bytes());
    KindId(fnv(hash, &index.to_le_bytes()))
}

/// Tells the instances of a generic component apart: `of` is the shape of the types that its client functions mention.
pub const fn instance(kind: KindId, of: u32) -> KindId {
    KindId(fnv(kind.0, &of.to_le_bytes()))
}

pub(crate) const FNV_OFFSET: u32 = 0x811c_9dc5;
const FNV_PRIME: u32 = 0x0100_0193;

/// Hashes one more piece of a sequence.
pub(crate) const fn fnv(mut hash: u32, bytes: &[u8]) -> u32 {
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u32).wrapping_mul(FNV_PRIME);
        at += 1;
    }
    // A separator, so that ("ab", "c") and ("a", "bc") differ.
    (hash ^ 0xff).wrapping_mul(FNV_PRIME)
}

pub use watershed_markup::place;

/// Where a part is, from its region's start: see [`place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Locator(pub &'static [u8]);

/// What a binding drives. `Name` is `&'static str` in what the compiler writes and `String` in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Target<Name = &'static str> {
    /// Text at the locator.
    Text,
    /// The attribute of this name.
    Attribute(Name),
    /// The DOM property of this name.
    Property(Name),
    /// One class.
    Class(Name),
    /// One style property.
    Style(Name),
    /// The element's inner HTML, not escaped.
    Html,
    /// The state of a form control.
    Control(Control),
}

/// The part of a form control's state that a binding says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Control {
    /// The text of an `<input>`. Markup says it in the attribute `value`.
    Field,
    /// The text of a `<textarea>`. Markup says it as content.
    Area,
    /// Whether a box or radio button is checked. Markup says it in the attribute `checked`.
    Box,
    /// The chosen options of a `<select>`, by their values. Markup says it by `selected` on the options, and in an
    /// attribute `value` on the select itself, for options that come later.
    Choice,
}

impl Target<String> {
    /// The target under a borrowed name.
    pub fn as_str(&self) -> Target<&str> {
        match self {
            Self::Text => Target::Text,
            Self::Attribute(name) => Target::Attribute(name),
            Self::Property(name) => Target::Property(name),
            Self::Class(name) => Target::Class(name),
            Self::Style(name) => Target::Style(name),
            Self::Html => Target::Html,
            Self::Control(control) => Target::Control(*control),
        }
    }
}

/// The language that a text is in, which decides how markup has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Escape {
    /// Character data: `&` and `<`.
    Text,
    /// The content of `<style>`, which no browser decodes.
    Css,
    /// The content of a `<script>` that is data.
    Json,
}

/// What a template's root is, which decides how its region is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Root {
    /// Exactly one element.
    Element,
    /// Nothing but one structure hole that is never rebuilt (a component, `children()`): its region starts where that one does.
    Transparent,
    /// Text, several roots, or none: the region is bracketed.
    Range,
}

/// A gap between two pieces of a template's markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hole {
    /// In the start tag of the one root element: the region's mark.
    Mark,
    /// In a start tag: the explicit mark with this index.
    AnchorElement(u16),
    /// Between nodes: the explicit mark with this index, as a comment.
    AnchorComment(u16),
    /// Dynamic text.
    Text {
        /// Where the text stands.
        at: Locator,
        /// No static text stands beside it and it is not its parent's only child: an empty value is written `<!>`.
        lone: bool,
        /// How it is escaped.
        escape: Escape,
    },
    /// In a start tag (attribute, property), or inside an open `class="…` or `style="…`.
    Value {
        /// The element.
        at: Locator,
        /// What of it is set.
        target: Target,
    },
    /// All of an element's content, as markup of others.
    Html {
        /// The element.
        at: Locator,
        /// The elements that are open, from the template's root to the element.
        inside: &'static [&'static str],
    },
    /// In a start tag: any number of attributes.
    Spread {
        /// The element.
        at: Locator,
        /// It is at the end of an open `class="…`, to which classes among them are added.
        classes: bool,
    },
    /// The content of a `<noscript>` or `<template>` begins: a browser has no elements of it, so that nothing in it
    /// is a region, is found, or changes.
    Inert,
    /// It ends.
    InertEnd,
    /// Elements come and go here, or components.
    Structure {
        /// Where they are; nothing if what is there first stays.
        at: Locator,
        /// The elements that are open, from the template's root.
        inside: &'static [&'static str],
    },
    /// Filled by a `<Head>`, which is nothing here.
    Head,
    /// The end of a document: scripts go there.
    Scripts,
}

/// The source of a template.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    /// The file.
    pub file: &'static str,
    /// The line of each element, in the order of the start tags.
    pub lines: &'static [u32],
}

impl Origin {
    /// Markup that nobody wrote.
    pub const NONE: Self = Self {
        file: "",
        lines: &[],
    };
}

impl Hole {
    /// Returns whether a leaf of the view fills it.
    pub fn is_filled(&self) -> bool {
        matches!(
            self,
            Self::Text { .. }
                | Self::Value { .. }
                | Self::Html { .. }
                | Self::Spread { .. }
                | Self::Structure { .. }
                | Self::Head
        )
    }
}

/// The static half of one piece of markup: `pieces[0] holes[0] pieces[1] … holes[n-1] pieces[n]`.
#[derive(Debug)]
pub struct Template {
    /// Names the kind.
    pub id: KindId,
    /// `module::Component#index`, as the facts call the kind.
    pub name: &'static str,
    /// The source that it is from, for messages.
    pub origin: Origin,
    /// What its root is.
    pub root: Root,
    /// How many slots its scopes have; 0: no client functions.
    pub slots: u16,
    /// Whether it has client functions (a function may capture nothing).
    pub client: bool,
    /// The static markup, one piece more than holes.
    pub pieces: &'static [&'static str],
    /// The gaps.
    pub holes: &'static [Hole],
}

/// When a client function listens, and what it asks of the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventDef {
    /// The event's name: `click`.
    pub name: &'static str,
    /// Modifiers, as bits of [`event_flags`].
    pub flags: u32,
    /// Key names that let the event through, as `KeyboardEvent.key` gives them, lower case; empty: all.
    pub keys: &'static [&'static str],
    /// Milliseconds, with `DEBOUNCE` or `THROTTLE`.
    pub wait: u32,
}

/// What is prevented before the client has arrived, as the attribute `_p` says it: guards with `;` between them, each of
/// them `event,place,key|key,+ctrlKey,-altKey…`. The key that is pressed must be one of those, if there are any; of
/// the properties that follow those with `+` must be true, and those with `-` false.
pub mod guard {
    /// The event must happen in the element.
    pub const INSIDE: &str = "0";
    /// The element must be its target.
    pub const OWN: &str = "1";
    /// The event may happen anywhere.
    pub const ANYWHERE: &str = "2";
}

/// The bits of [`EventDef::flags`].
pub mod event_flags {
    /// `:prevent`
    pub const PREVENT: u32 = 1;
    /// `:stop`
    pub const STOP: u32 = 2;
    /// `:capture`
    pub const CAPTURE: u32 = 4;
    /// `:once`
    pub const ONCE: u32 = 8;
    /// `:passive`
    pub const PASSIVE: u32 = 16;
    /// `:self`
    pub const OWN: u32 = 32;
    /// `:debounce(ms)`
    pub const DEBOUNCE: u32 = 64;
    /// `:throttle(ms)`
    pub const THROTTLE: u32 = 128;
    /// `:ctrl`
    pub const CTRL: u32 = 256;
    /// `:shift`
    pub const SHIFT: u32 = 512;
    /// `:alt`
    pub const ALT: u32 = 1024;
    /// `:meta`
    pub const META: u32 = 2048;
    /// `:window`: hears the window's events and those of all elements.
    pub const WINDOW: u32 = 4096;
    /// `:document`: hears the document's events and those of all elements.
    pub const DOCUMENT: u32 = 8192;
    /// `:outside`: hears the events of all elements but those in its own.
    pub const OUTSIDE: u32 = 16384;
    /// `:exact`: no key may be held but those that are named.
    pub const EXACT: u32 = 32768;
    /// The element is a control whose state is bound, so the answer to this event may be another state.
    pub const BOUND: u32 = 65536;
}

/// What a binding evaluates to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// Nothing: no attribute, class off, property false.
    Absent,
    /// `true`: a bare attribute, class on, property true.
    Present,
    /// This text.
    Text(String),
    /// This text, which is a number: a control may show the same number as another text.
    Number(String),
    /// Several texts: the chosen options of a `<select multiple>`.
    List(Vec<String>),
    /// `false`: the word for it if the attribute has one, else as [`Value::Absent`].
    Off,
}

impl Value {
    /// The text that is shown for it; none for what is absent or only present.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) | Value::Number(text) => Some(text),
            Value::Absent | Value::Present | Value::List(_) | Value::Off => None,
        }
    }

    /// Returns whether a class is there with this value.
    pub fn is_on(&self) -> bool {
        !matches!(self, Self::Absent | Self::Off)
    }
}
