//! The document that the runtime drives, as a trait: the browser's over web-sys, or a simulated one.
//!
//! Which one is decided by the target; [`Host`] names it. A server makes no document: client code is type-checked
//! there over the simulated one, and never runs.

#[cfg(not(target_arch = "wasm32"))]
pub mod sim;
#[cfg(target_arch = "wasm32")]
pub mod web;

#[cfg(not(target_arch = "wasm32"))]
pub use sim::Sim as Host;
#[cfg(target_arch = "wasm32")]
pub use web::Web as Host;

use crate::part::Value;
use crate::wire::number::Region;

/// A node of the document in use.
pub type Node = <Host as Dom>::Node;

/// An event of the document in use.
pub type HostEvent = <Host as Dom>::Event;

/// A way from one node to a neighbour. `bootstrap.js` knows them by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Neighbour {
    /// To the parent.
    Parent,
    /// To the first child.
    First,
    /// To the last child.
    Last,
    /// To the next sibling.
    Next,
    /// To the previous sibling.
    Previous,
}

/// What a node is, as far as finding one's way needs to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// An element.
    Element,
    /// Text.
    Text,
    /// `<!--_-->`: a bracketed region starts.
    Open,
    /// `<!--/-->`: a bracketed region ends.
    Close,
    /// `<!>`: an empty text that would have no node.
    Blank,
    /// Any other node.
    Other,
}

/// The side that put a node where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The server or the runtime.
    Ours,
    /// Somebody else, an extension say: such nodes do not count in a walk.
    Foreign,
    /// Somebody else, in place of a text of ours, as a translator does.
    StandIn,
}

/// What the markup in a place belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// HTML.
    Html,
    /// SVG.
    Svg,
    /// MathML.
    MathMl,
}

/// An argument of a method.
#[derive(Clone, Copy, Debug)]
pub enum Argument<'a> {
    /// A text.
    Text(&'a str),
    /// A number.
    Number(f64),
}

/// A document, and what surrounds it, as far as the runtime needs them.
pub trait Dom {
    /// One node: equal if it is the same node.
    type Node: Clone + PartialEq + 'static;
    /// One event on its way.
    type Event: Clone + 'static;
    /// What ends hearing an event.
    type Ear: 'static;

    /// The node at which a region starts, by the census.
    fn start(&self, region: Region) -> Option<Self::Node>;
    /// Enters the start of a region into the census, or with none takes it out.
    fn set_start(&self, region: Region, start: Option<&Self::Node>);
    /// The explicit mark with this index in a region, by the census.
    fn anchor(&self, region: Region, index: u32) -> Option<Self::Node>;
    /// Enters an explicit mark into the census.
    fn set_anchor(&self, region: Region, index: u32, mark: &Self::Node);
    /// Takes the explicit marks of a region out of the census.
    fn drop_anchors(&self, region: Region);

    /// The neighbour of a node.
    fn go(&self, from: &Self::Node, way: Neighbour) -> Option<Self::Node>;
    /// What the node is.
    fn shape(&self, node: &Self::Node) -> Shape;
    /// Whose node this is.
    fn whose(&self, node: &Self::Node) -> Whose;
    /// Puts a text back for which there is a stand-in.
    fn reinstate(&self, stand_in: &Self::Node) -> Self::Node;

    /// Makes an empty text node.
    fn create_text(&self) -> Self::Node;
    /// Puts a node (with what it holds, if it is a fragment) into a parent, before a child or at the end.
    fn insert(&self, parent: &Self::Node, node: &Self::Node, before: Option<&Self::Node>);
    /// Takes a node out of its parent.
    fn remove(&self, node: &Self::Node);

    /// How many UTF-16 units a text node has.
    fn text_length(&self, node: &Self::Node) -> u32;
    /// Puts a text in place of `count` UTF-16 units of a text node.
    fn splice_text(&self, node: &Self::Node, from: u32, count: u32, text: &str);
    /// Sets or removes an attribute.
    fn set_attribute(&self, node: &Self::Node, name: &str, value: Option<&str>);
    /// Adds or removes a class.
    fn set_class(&self, node: &Self::Node, name: &str, on: bool);
    /// Sets or removes a style property.
    fn set_style(&self, node: &Self::Node, name: &str, value: Option<&str>);
    /// An attribute of the element.
    fn attribute(&self, node: &Self::Node, name: &str) -> Option<String>;
    /// Returns whether a property of the node is what the value says.
    fn property_is(&self, node: &Self::Node, name: &str, value: &Value) -> bool;
    /// A property of the node: text, or else whether it is truthy.
    fn property(&self, node: &Self::Node, name: &str) -> Value;
    /// Sets a property of the node.
    fn set_property(&self, node: &Self::Node, name: &str, value: &Value);
    /// A property of the node as text; none if it is neither text nor number.
    fn property_text(&self, node: &Self::Node, name: &str) -> Option<String>;
    /// Replaces what the element holds with parsed markup.
    fn set_html(&self, node: &Self::Node, html: &str);
    /// Calls a method of the node. Returns whether the result is true; false if the browser refuses.
    fn call(&self, node: &Self::Node, method: &str, arguments: &[Argument<'_>]) -> bool;
    /// Left, top, width and height of the element in the viewport, in CSS pixels.
    fn rect(&self, node: &Self::Node) -> [f64; 4];

    /// A copy of a control whose state is what its markup says.
    fn pristine(&self, node: &Self::Node) -> Self::Node;
    /// Returns whether an event that tells of this control's state waits to be replayed.
    fn is_told(&self, node: &Self::Node) -> bool;
    /// The selected part of a control's text, in UTF-16 units; none if it has no text that can be selected.
    fn selection(&self, node: &Self::Node) -> Option<(u32, u32)>;
    /// Selects a part of a control's text.
    fn select(&self, node: &Self::Node, start: u32, end: u32);
    /// The `<select>` that an element is, or is in.
    fn select_around(&self, node: &Self::Node) -> Option<Self::Node>;
    /// Attaches a text to the node, as what the server says of it.
    fn note(&self, node: &Self::Node, text: &str);
    /// The text that was attached.
    fn noted(&self, node: &Self::Node) -> Option<String>;
    /// Returns whether two texts are one number.
    fn is_same_number(&self, one: &str, other: &str) -> bool;

    /// Calls [`page::event`](super::page::event) with this number at each event of a name. Flags
    /// ([`event_flags`](crate::part::event_flags)) say whether that is at the node, the window or the document, and in
    /// which phase. Without a node it is at the window.
    fn listen(&self, node: Option<&Self::Node>, name: &str, flags: u32, number: u32) -> Self::Ear;
    /// Ends what [`Dom::listen`] began.
    fn unlisten(&self, ear: Self::Ear);
    /// Sends an event of this name, which bubbles, to the node.
    fn fire(&self, node: &Self::Node, name: &str);

    /// The node that the event is about.
    fn target(&self, event: &Self::Event) -> Option<Self::Node>;
    /// The node whose handler is being called.
    fn current(&self, event: &Self::Event) -> Option<Self::Node>;
    /// Keeps the browser from doing what it would do by default.
    fn prevent(&self, event: &Self::Event);
    /// Keeps the event from the elements further on in its way; `at_once`: from other listeners here too.
    fn stop(&self, event: &Self::Event, at_once: bool);
    /// Returns whether the event's key is called this, in lower case.
    fn event_key_is(&self, event: &Self::Event, name: &str) -> bool;
    /// A property of the event as text; none if it is none.
    fn event_text(&self, event: &Self::Event, name: &str) -> Option<String>;
    /// A property of the event as a number; 0 if it is none.
    fn event_number(&self, event: &Self::Event, name: &str) -> f64;
    /// A property of the event as a truth value; false if it is none.
    fn event_flag(&self, event: &Self::Event, name: &str) -> bool;
    /// A property of the event that is a node.
    fn event_node(&self, event: &Self::Event, name: &str) -> Option<Self::Node>;
    /// A property of properties, by a path (`touches.0.clientX`), as text; none if it is an object, or not there.
    fn event_path(&self, event: &Self::Event, path: &str) -> Option<String>;
    /// A property of the event as JSON.
    fn event_json(&self, event: &Self::Event, name: &str) -> Option<String>;
    /// What the event transfers (`dataTransfer`, `clipboardData`) in this format.
    fn transferred(&self, event: &Self::Event, transfer: &str, format: &str) -> Option<String>;
    /// Sets what the event transfers in this format.
    fn transfer(&self, event: &Self::Event, transfer: &str, format: &str, text: &str);
    /// What a form would send: names and values, without files. `submitter` is the button that sends it.
    fn form_data(&self, form: &Self::Node, submitter: Option<&Self::Node>)
    -> Vec<(String, String)>;

    /// Calls the runtime back with this number after so many milliseconds.
    fn after(&self, milliseconds: u32, number: u32);
    /// Calls the runtime back with this number before the document is drawn next.
    fn next_frame(&self, number: u32);

    /// Calls the runtime back with this number and what is observed of a node: `page::observed`.
    fn observe(&self, what: Observed, node: &Self::Node, number: u32);
    /// Ends what [`Dom::observe`] began.
    fn unobserve(&self, number: u32);

    /// Parses markup of a vocabulary into a fragment that [`Dom::copy`] clones.
    fn template(&self, html: &str, vocabulary: Vocabulary) -> Self::Node;
    /// The vocabulary of the children of a node; none if the node is a fragment, and has a parent only later.
    fn vocabulary(&self, parent: &Self::Node) -> Option<Vocabulary>;
    /// A deep copy of a fragment.
    fn copy(&self, fragment: &Self::Node) -> Self::Node;
    /// Makes a comment.
    fn create_comment(&self, text: &str) -> Self::Node;
    /// The text of a comment, or the attribute `_` of an element.
    fn mark_text(&self, node: &Self::Node) -> Option<String>;
    /// Takes note of the nodes that somebody else has inserted by now.
    fn others(&self);
    /// Says that the nodes inserted since then were inserted by the runtime, not by somebody else.
    fn own(&self);
    /// The first element that a CSS selector matches.
    fn query(&self, selector: &str) -> Option<Self::Node>;
    /// Puts a node where it does not count: into a parent whose other children are counted.
    fn lend(&self, parent: &Self::Node, node: &Self::Node, before: Option<&Self::Node>);
    /// Returns whether a node holds another, or is it.
    fn holds(&self, node: &Self::Node, other: &Self::Node) -> bool;
    /// The element that has the focus.
    fn focused(&self) -> Option<Self::Node>;
}

/// What can be observed of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observed {
    /// The width and height of its content.
    Size,
    /// True if it is in sight: 1 or 0.
    Sight,
}

/// What lies around the document: the network, the visitor's storage, the console.
pub trait Surroundings: Dom {
    /// What proves that this visitor was given this page; none if the page has no session.
    fn ticket(&self) -> Option<[u8; 16]>;
    /// Opens a socket to the server, in place of the one there was. Its events are heard under this number.
    fn connect(&self, heard: u32);
    /// Sends a frame.
    fn send(&self, frame: &[u8]);
    /// What an event says of the socket; none if it is about something else.
    fn news(&self, event: &Self::Event) -> Option<SocketEvent>;
    /// Loads the page anew.
    fn reload(&self);
    /// An event of this name that nothing has brought about but the runtime.
    fn event(&self, name: &str, detail: &str) -> Self::Event;
    /// A number in `0.0..1.0`.
    fn random(&self) -> f64;
    /// Writes a line to the console.
    fn log(&self, line: &str);
    /// A number that the window has under a name: `innerWidth`.
    fn number(&self, name: &str) -> f64;
    /// Milliseconds since the page began to load.
    fn now(&self) -> f64;
    /// The page's address.
    fn address(&self) -> String;
    /// Leads to another address.
    fn navigate(&self, address: &str);
    /// Scrolls the window to a point.
    fn scroll_to(&self, x: f64, y: f64);
    /// What is stored under a key for this tab (`session`) or this visitor.
    fn stored(&self, area: Area, key: &str) -> Option<String>;
    /// Stores a text under a key, or with none removes it.
    fn store(&self, area: Area, key: &str, text: Option<&str>);
}

/// News of the socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketEvent {
    /// It is open.
    Opened,
    /// A frame came.
    Message(Vec<u8>),
    /// It is closed, or could not be opened.
    Closed,
}

/// Where something is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Area {
    /// For as long as the tab is there.
    Tab,
    /// For as long as the visitor keeps it.
    Visitor,
}
