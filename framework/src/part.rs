//! The compiler's description of a piece of markup, for both halves: the server renders from it, updates refer to it,
//! and the browser finds its nodes by it.
//!
//! A *kind* is one `view!` template (or one client function in a component's body); a *region* is one instance of it
//! on a page; a *part* is one thing in it that can change or that listens.

use serde::{Deserialize, Serialize};
pub use watershed_markup::template::{Escape, Root};

/// The id of a kind, the same on both targets: a hash of module path, component and structural index.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct KindId(pub u32);

/// Returns the id of a kind, from its module, its component and its index in the component.
pub const fn kind_id(module: &str, component: &str, index: u32) -> KindId {
    let hash = fnv(fnv(FNV_OFFSET, module.as_bytes()), component.as_bytes());
    KindId(fnv(hash, &index.to_le_bytes()))
}

/// Returns the id of a kind in an instance of a generic component; `of` is the shape of the types that its client
/// functions capture.
pub const fn instance(kind: KindId, of: u32) -> KindId {
    KindId(fnv(kind.0, &of.to_le_bytes()))
}

pub(crate) const FNV_OFFSET: u32 = 0x811c_9dc5;
const FNV_PRIME: u32 = 0x0100_0193;

/// Adds a piece of a sequence to a hash.
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

/// The place of a part, from its region's start: see [`place`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Locator(pub &'static [u8]);

/// The target that a binding sets. `Name` is `&'static str` in generated code and `String` in a message.
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

/// The part of a form control's state that a binding sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Control {
    /// The text of an `<input>`. In markup it is the attribute `value`.
    Field,
    /// The text of a `<textarea>`. In markup it is the content.
    Area,
    /// The checked state of a box or radio button. In markup it is the attribute `checked`.
    Box,
    /// The chosen options of a `<select>`, by their values. In markup they have `selected`, and the select itself has
    /// an attribute `value`, for options that come later.
    Choice,
}

impl Target<String> {
    /// Returns the target with a borrowed name.
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
        /// The place of the text.
        at: Locator,
        /// True if there is no static text beside it and it is not its parent's only child: then an empty value is
        /// written as `<!>`.
        lone: bool,
        /// The language that it is escaped for.
        escape: Escape,
    },
    /// A value in a start tag (attribute, property), or inside an open `class="…` or `style="…`.
    Value {
        /// The element.
        at: Locator,
        /// The part of the element that is set.
        target: Target,
    },
    /// All of an element's content, as inner HTML.
    Html {
        /// The element.
        at: Locator,
        /// The open elements, from the template's root to the element.
        inside: &'static [&'static str],
    },
    /// Any number of attributes in a start tag.
    Spread {
        /// The element.
        at: Locator,
        /// True at the end of an open `class="…`, to which classes among the attributes are added.
        classes: bool,
    },
    /// The start of the content of a `<noscript>` or `<template>`: a browser has no elements of it, so nothing in it is
    /// a region, can be found, or changes.
    Inert,
    /// The end of such content.
    InertEnd,
    /// Elements that come and go, or a component.
    Structure {
        /// The place of the content; empty if the first content stays.
        at: Locator,
        /// The open elements, from the template's root.
        inside: &'static [&'static str],
    },
    /// Filled by a `<Head>`, which is nothing here.
    Head,
    /// The end of a document, where scripts are inserted.
    Scripts,
}

/// The source of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub file: &'static str,
    /// The line of each element, in the order of the start tags.
    pub lines: &'static [u32],
}

impl Origin {
    /// For markup that is not in a source file.
    pub const NONE: Self = Self {
        file: "",
        lines: &[],
    };
}

impl Hole {
    /// Returns whether the view has a filling for the hole.
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
    /// The id of the kind.
    pub id: KindId,
    /// The name of the kind in the facts: `module::Component#index`.
    pub name: &'static str,
    /// The source, for messages.
    pub origin: Origin,
    /// The form of the root.
    pub root: Root,
    /// The number of slots of its frames; 0 without client functions.
    pub slots: u16,
    /// True if it has client functions (which may capture nothing).
    pub client: bool,
    /// The static markup: one piece more than holes.
    pub pieces: &'static [&'static str],
    /// The holes between the pieces.
    pub holes: &'static [Hole],
}

#[cfg(not(target_arch = "wasm32"))]
impl Template {
    /// Returns the number of holes that a view fills.
    pub(crate) fn filled(&self) -> usize {
        self.holes.iter().filter(|hole| hole.is_filled()).count()
    }
}

/// The event of a handler, with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventDef {
    /// The event's name: `click`.
    pub name: &'static str,
    /// Modifiers, as bits of [`event_flags`].
    pub flags: u32,
    /// The names of keys that the handler accepts, in lower case, as in `KeyboardEvent.key`; empty: all keys.
    pub keys: &'static [&'static str],
    /// Milliseconds, with `DEBOUNCE` or `THROTTLE`.
    pub wait: u32,
}

/// The description of the rows of a list that the browser makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowsDef {
    /// The kind of a row.
    pub kind: KindId,
    /// For each slot of a row's frame, the slot of the list's frame that has the value; [`RowsDef::ITEM`] for the row's own
    /// signal.
    pub slots: &'static [u16],
    /// The markup of a row, with its holes empty.
    pub html: &'static str,
    /// True if a row does not have exactly one root element.
    pub is_bracketed: bool,
}

impl RowsDef {
    /// The number in place of a slot, for the row's own signal.
    pub const ITEM: u16 = u16::MAX;
}

/// The guards of the attribute `_p`, by which default actions are prevented before the client has arrived. They are
/// separated by `;`, and each is `event,place,key|key,+ctrlKey,-altKey…`. If there are keys, the pressed key must be
/// one of them; the following properties with `+` must be true, and those with `-` false.
pub mod guard {
    /// The event must happen in the element.
    pub const INSIDE: &str = "0";
    /// The element must be the event's target.
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
    /// `:window`: receives the window's events and those of all elements.
    pub const WINDOW: u32 = 4096;
    /// `:document`: receives the document's events and those of all elements.
    pub const DOCUMENT: u32 = 8192;
    /// `:outside`: receives the events of all elements except those inside its own.
    pub const OUTSIDE: u32 = 16384;
    /// `:exact`: no modifier key may be held except those that are named.
    pub const EXACT: u32 = 32768;
    /// The element is a control whose state is bound, so the answer to this event may change the state.
    pub const BOUND: u32 = 65536;
}

/// The result of a binding.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Value {
    /// Absent: no attribute, class off, property false.
    Absent,
    /// `true`: a bare attribute, class on, property true.
    Present,
    /// A text.
    Text(String),
    /// A number, as text: a control may show the same number in another form.
    Number(String),
    /// Several texts: the chosen options of a `<select multiple>`.
    List(Vec<String>),
    /// `false`: the word for it if the attribute has one, otherwise like [`Value::Absent`].
    Off,
}

impl Value {
    /// Returns the text of the value; `None` if it is not a text or number.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) | Value::Number(text) => Some(text),
            Value::Absent | Value::Present | Value::List(_) | Value::Off => None,
        }
    }

    /// Returns whether a class with this value is on.
    pub fn is_on(&self) -> bool {
        !matches!(self, Self::Absent | Self::Off)
    }
}
