//! The DOM that the runtime drives, as a trait: the browser's over web-sys, or a simulated one.
//!
//! The target decides which one it is; [`Host`] names it. A server has no document: client code is type-checked there
//! over the simulated one, and never runs.

#[cfg(not(target_arch = "wasm32"))]
pub mod sim;
#[cfg(target_arch = "wasm32")]
pub mod web;

#[cfg(not(target_arch = "wasm32"))]
pub use sim::Sim as Host;
#[cfg(target_arch = "wasm32")]
pub use web::Web as Host;

use super::journey::HistoryStep;
use super::kind::Registry;
use crate::part::Value;
use crate::wire::number::Region;
use crate::wire::snapshot::Snapshot;

/// A node of the DOM in use.
pub type Node = <Host as Dom>::Node;

/// An event of the DOM in use.
pub type HostEvent = <Host as Dom>::Event;

/// The direction from a node to a neighbour. `bootstrap.js` uses the same numbers.
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

/// An argument of a method.
#[derive(Clone, Copy, Debug)]
pub enum Argument<'a> {
    /// A text.
    Text(&'a str),
    /// A number.
    Number(f64),
}

/// A document, with the operations that the runtime needs.
pub trait Dom {
    /// A node; values are equal if they are the same node.
    type Node: Clone + PartialEq + 'static;
    /// An event.
    type Event: Clone + 'static;
    /// A handle that ends a listener.
    type Ear: 'static;
    /// A piece of a text node, which can be set.
    type Piece: 'static;

    /// Reads a snapshot; `None` if it is not one for this artifact.
    fn snapshot(&self, bytes: &[u8], registry: &Registry) -> Option<Snapshot>;

    /// Returns the element at a place of a region; `None` if it is not there.
    fn element(&self, region: Region, at: &[u8]) -> Option<Self::Node>;
    /// Returns the piece of text at a place of a region; `None` if it is not there.
    fn piece(&self, region: Region, at: &[u8]) -> Option<Self::Piece>;
    /// Replaces a piece of text, and leaves the rest of its node as it is.
    fn set_text(&self, piece: &Self::Piece, text: &str);

    /// Returns the neighbour of a node.
    fn go(&self, from: &Self::Node, way: Neighbour) -> Option<Self::Node>;
    /// Inserts a node (or the children of a fragment) into a parent, before a child or at the end.
    fn insert(&self, parent: &Self::Node, node: &Self::Node, before: Option<&Self::Node>);
    /// Removes a node from its parent.
    fn remove(&self, node: &Self::Node);

    /// Sets or removes an attribute.
    fn set_attribute(&self, node: &Self::Node, name: &str, value: Option<&str>);
    /// Adds or removes a class.
    fn set_class(&self, node: &Self::Node, name: &str, on: bool);
    /// Sets or removes a style property.
    fn set_style(&self, node: &Self::Node, name: &str, value: Option<&str>);
    /// Returns an attribute of the element.
    fn attribute(&self, node: &Self::Node, name: &str) -> Option<String>;
    /// Returns whether a property of the node has the value.
    fn property_is(&self, node: &Self::Node, name: &str, value: &Value) -> bool;
    /// Returns a property of the node: a text, or otherwise whether it is truthy.
    fn property(&self, node: &Self::Node, name: &str) -> Value;
    /// Sets a property of the node.
    fn set_property(&self, node: &Self::Node, name: &str, value: &Value);
    /// Returns a property of the node as text; `None` if it is neither a text nor a number.
    fn property_text(&self, node: &Self::Node, name: &str) -> Option<String>;
    /// Replaces the content of the element with parsed markup.
    fn set_html(&self, node: &Self::Node, html: &str);
    /// Calls a method of the node. Returns whether the result is true; false if the browser refuses the call.
    fn call(&self, node: &Self::Node, method: &str, arguments: &[Argument<'_>]) -> bool;
    /// Returns left, top, width and height of the element in the viewport, in CSS pixels.
    fn rect(&self, node: &Self::Node) -> [f64; 4];

    /// Returns a copy of a control with the state of its markup.
    fn pristine(&self, node: &Self::Node) -> Self::Node;
    /// Returns whether an event that carries this control's state waits to be replayed.
    fn is_told(&self, node: &Self::Node) -> bool;
    /// Returns the selected part of a control's text, in UTF-16 units; `None` if its text cannot be selected.
    fn selection(&self, node: &Self::Node) -> Option<(u32, u32)>;
    /// Selects a part of a control's text.
    fn select(&self, node: &Self::Node, start: u32, end: u32);
    /// Returns the `<select>` that an element is, or is in.
    fn select_around(&self, node: &Self::Node) -> Option<Self::Node>;
    /// Attaches a text to the node: the value that the server has sent for a control.
    fn note(&self, node: &Self::Node, text: &str);
    /// Returns the attached text.
    fn noted(&self, node: &Self::Node) -> Option<String>;
    /// Returns whether two texts are the same number.
    fn is_same_number(&self, one: &str, other: &str) -> bool;

    /// Calls [`page::event`](super::page::event) with this number at each event of a name. Flags
    /// ([`event_flags`](crate::part::event_flags)) say whether the listener is on the node, the window or the document,
    /// and for which phase. Without a node it is on the window.
    fn listen(&self, node: Option<&Self::Node>, name: &str, flags: u32, number: u32) -> Self::Ear;
    /// Ends a listener of [`Dom::listen`].
    fn unlisten(&self, ear: Self::Ear);
    /// Fires an event of this name at the node, which bubbles.
    fn fire(&self, node: &Self::Node, name: &str);

    /// Returns the target of the event.
    fn target(&self, event: &Self::Event) -> Option<Self::Node>;
    /// Returns the node whose handler is being called.
    fn current(&self, event: &Self::Event) -> Option<Self::Node>;
    /// Prevents the browser's default action.
    fn prevent(&self, event: &Self::Event);
    /// Stops the event from reaching further elements; with `at_once`, also further listeners of this element.
    fn stop(&self, event: &Self::Event, at_once: bool);
    /// Returns whether the event's key has this name, in lower case.
    fn event_key_is(&self, event: &Self::Event, name: &str) -> bool;
    /// Returns a property of the event as text; `None` if it is not a text.
    fn event_text(&self, event: &Self::Event, name: &str) -> Option<String>;
    /// Returns a property of the event as a number; 0 if it is not a number.
    fn event_number(&self, event: &Self::Event, name: &str) -> f64;
    /// Returns whether a property of the event is truthy.
    fn event_flag(&self, event: &Self::Event, name: &str) -> bool;
    /// Returns a property of the event that is a node.
    fn event_node(&self, event: &Self::Event, name: &str) -> Option<Self::Node>;
    /// Returns a property at a path (`touches.0.clientX`) as text; `None` if it is an object, or missing.
    fn event_path(&self, event: &Self::Event, path: &str) -> Option<String>;
    /// Returns a property of the event as JSON.
    fn event_json(&self, event: &Self::Event, name: &str) -> Option<String>;
    /// Returns the data that the event transfers (`dataTransfer`, `clipboardData`) in this format.
    fn transferred(&self, event: &Self::Event, transfer: &str, format: &str) -> Option<String>;
    /// Sets the data that the event transfers in this format.
    fn transfer(&self, event: &Self::Event, transfer: &str, format: &str, text: &str);
    /// Returns the entries that a form would submit: names and values, without files. `submitter` is the button that
    /// submits it.
    fn form_data(&self, form: &Self::Node, submitter: Option<&Self::Node>)
    -> Vec<(String, String)>;

    /// Sends the files that a form would submit to the page's server, in a request with this number, and calls
    /// [`page::sent_form`](super::page::sent_form) meanwhile and at the end. Without files that is at once.
    fn send_form(&self, form: &Self::Node, submitter: Option<&Self::Node>, number: u32);
    /// Ends a request of [`Dom::send_form`], of which nothing more is heard.
    fn stop_form(&self, number: u32);

    /// Calls the runtime with this number after so many milliseconds.
    fn after(&self, milliseconds: u32, number: u32);
    /// Calls the runtime with this number before the document is drawn next.
    fn next_frame(&self, number: u32);

    /// Calls `page::observed` with this number and the observations of a node.
    fn observe(&self, what: Observed, node: &Self::Node, number: u32);
    /// Ends an observation of [`Dom::observe`].
    fn unobserve(&self, number: u32);

    /// Notes that the nodes inserted in this turn were inserted by the runtime, not by foreign code.
    fn own(&self);
    /// Returns the first element that a CSS selector matches.
    fn query(&self, selector: &str) -> Option<Self::Node>;
    /// Inserts a node that does not count among its siblings.
    fn lend(&self, parent: &Self::Node, node: &Self::Node, before: Option<&Self::Node>);
    /// Returns whether a node contains another, or is the same.
    fn holds(&self, node: &Self::Node, other: &Self::Node) -> bool;
    /// Returns the element that has the focus.
    fn focused(&self) -> Option<Self::Node>;
}

/// The work on a document that the updates of a server ask for. In a browser, the script beside the wasm does it: the same
/// work in wasm is three times as large, because each step of it is a call of the browser.
pub trait Patched: Dom {
    /// Applies the operations of an update to the document. Returns the [`tasks`](UpdateTask) that are left.
    fn apply(&self, update: &[u8]) -> Vec<u8>;
    /// Shows or hides a region. Returns false if it is so already, or if the region is not there.
    fn turn(&self, region: Region, is_shown: bool) -> bool;
    /// Returns the region around a region.
    fn outer(&self, region: Region) -> Option<Region>;
    /// Returns the state of a region.
    fn presence(&self, region: Region) -> Presence;
    /// Returns the region that ends at a hole of a region.
    fn standing(&self, region: Region, at: &[u8]) -> Option<Region>;
    /// Makes a row for this place in a list, from its markup with empty holes. It is not on the page until it is moved there.
    /// Returns false if the list is not there.
    fn add_row(&self, row: Region, place: RowPlace<'_>, html: &str, is_bracketed: bool) -> bool;
    /// Moves a row of a list to a place. If the focus is in it, it stays and its siblings move instead.
    fn move_row(&self, row: Region, place: RowPlace<'_>);
    /// Removes a row of a list for good.
    fn remove_row(&self, row: Region);
    /// Shows the visitor a sentence, in place of the one before.
    fn notify(&self, sentence: &str);
}

/// A place in a list.
#[derive(Clone, Copy, Debug)]
pub struct RowPlace<'a> {
    /// The region with the list.
    pub list: Region,
    /// The hole of the list.
    pub at: &'a [u8],
    /// The row behind the place; `None` at the end of the list.
    pub before: Option<Region>,
}

/// The state of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// A region that was removed, or is not on the page yet.
    Gone,
    /// A region on the page.
    Shown,
    /// A region that was taken off the page and can be shown again.
    Hidden,
}

/// A part of an update that does not concern the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpdateTask {
    /// The sort of task: one of [`task_tag`].
    pub tag: u32,
    /// The region or node.
    pub number: u32,
    /// A place in the update, or another number.
    pub at: u32,
    /// The first of several regions.
    pub first: u32,
}

/// The sorts of tasks. Those of operations have the numbers of [`op_tag`](crate::wire::read::op_tag). The script beside
/// the wasm uses the same numbers.
pub mod task_tag {
    /// Regions from `first` on are new in the hole at `at` of the region.
    pub const INSERTED: u32 = 1;
    /// The region is gone.
    pub const REMOVED: u32 = 3;
    /// The region is to be hidden.
    pub const HIDE: u32 = 4;
    /// The region is to be shown.
    pub const SHOW: u32 = 5;
    /// The node is given the value at `at`.
    pub const NODE: u32 = 9;
    /// The node is sent from now on, at the time with the number `at`.
    pub const UPLINK: u32 = 10;
    /// The node has the value of the one with the number `at` in the page before.
    pub const SAME: u32 = 13;
    /// The snapshot is at `at`; the regions from `number` on are new. It is the first task.
    pub const SNAPSHOT: u32 = 11;
    /// The settlements are at `at`. It is the last task.
    pub const SETTLED: u32 = 12;
}

impl UpdateTask {
    /// The number of bytes of a task.
    const SIZE: usize = 16;

    /// Writes the task.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn write(self, bytes: &mut Vec<u8>) {
        for number in [self.tag, self.number, self.at, self.first] {
            bytes.extend(number.to_le_bytes());
        }
    }

    /// Reads tasks.
    pub fn read(tasks: &[u8]) -> impl Iterator<Item = Self> {
        tasks.chunks_exact(Self::SIZE).map(|task| {
            let number = |at: usize| {
                let bytes = [task[at], task[at + 1], task[at + 2], task[at + 3]];
                u32::from_le_bytes(bytes)
            };
            Self {
                tag: number(0),
                number: number(4),
                at: number(8),
                first: number(12),
            }
        })
    }
}

/// The state of a request with the files of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentForm {
    /// So many percent are sent.
    Percent(u32),
    /// The server has the files: the entries of the form, in which files are their tokens.
    Entries(Vec<(String, String)>),
    /// The server has not taken them.
    Lost,
}

/// The property of a node that is observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observed {
    /// The width and height of the content.
    Size,
    /// The visibility of the node in the viewport: 1 or 0.
    Sight,
}

/// The surroundings of the document: the network, the visitor's storage, the console.
pub trait Surroundings: Dom {
    /// Returns the proof that this visitor was given this page; `None` if the page has no session.
    fn ticket(&self) -> Option<[u8; 16]>;
    /// Stores the values that the page has in the browser ([`Nodes::kept`](super::nodes::Nodes)), for the page that is
    /// loaded next in its tab, with the names that the server has sent.
    fn keep(&self, values: &[u8]);
    /// Returns the message with the names and values that the page before has stored, if this one was loaded in its
    /// place, until an update is applied.
    fn restoring(&self) -> Option<Vec<u8>>;
    /// Returns what the page before has kept of its node with this number: the number of its uplink, and its value.
    fn kept(&self, node: u32) -> Option<Vec<u8>>;
    /// Opens a socket to the server, in place of the one before. Its events arrive under this number.
    fn connect(&self, heard: u32);
    /// Sends a message, if the socket is open.
    fn send(&self, frame: &[u8]);
    /// Returns the socket event in an event; `None` if it is of another kind.
    fn news(&self, event: &Self::Event) -> Option<SocketEvent>;
    /// Loads the page again.
    fn reload(&self);
    /// Makes the page anew in its place, with the values that it has.
    fn rebuild(&self);
    /// Returns after how many milliseconds a page that has lost its session is made anew; `None` if it was so too often in
    /// a row. Only a session that worked shows that it helps.
    fn reload_delay(&self, has_lasted: bool) -> Option<u32>;
    /// Makes an event of this name that only the runtime has caused.
    fn event(&self, name: &str, detail: &str) -> Self::Event;
    /// Returns a random number in `0.0..1.0`.
    fn random(&self) -> f64;
    /// Fills bytes with chance that nobody can guess.
    fn fill_random(&self, bytes: &mut [u8]);
    /// Writes a line to the console.
    fn log(&self, line: &str);
    /// Returns a number that the window has under a name: `innerWidth`.
    fn number(&self, name: &str) -> f64;
    /// Returns the milliseconds since the page began to load.
    fn now(&self) -> f64;
    /// Returns the page's address.
    fn address(&self) -> String;
    /// Navigates to another address.
    fn navigate(&self, address: &str);
    /// Begins to keep the browser's history. Returns the page's address if it is another one than that which was loaded.
    fn begin_travel(&self) -> Option<String>;
    /// Returns the address, without the origin, that an event leads to: a click on a link that may lead to a page of the same layout,
    /// and whose default action is prevented then; or a step in the browser's history.
    fn departure(&self, event: &Self::Event) -> Option<String>;
    /// Changes the address, and scrolls to where the page that is shown by now begins, or was left; moves the focus to it, and says
    /// its title. The content of the page is in the region `outlet`.
    fn travel(&self, address: &str, step: HistoryStep, outlet: u32);
    /// Scrolls the window to a point.
    fn scroll_to(&self, x: f64, y: f64);
    /// Returns the text that is stored under a key.
    fn stored(&self, area: Area, key: &str) -> Option<String>;
    /// Stores a text under a key, or removes it.
    fn store(&self, area: Area, key: &str, text: Option<&str>);
}

/// An event of the socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketEvent {
    /// The socket is open.
    Opened,
    /// A message has arrived.
    Message(Vec<u8>),
    /// Something has arrived that is no message of this protocol.
    Malformed,
    /// The socket is closed, or could not be opened.
    Closed {
        /// The close code: see [`Afterwards`](crate::wire::close::Afterwards).
        code: u16,
        /// The milliseconds after which to connect again; 0: after the back-off.
        wait: u32,
    },
    /// There is no socket, and the network has come back, or the visitor has.
    Woken,
}

/// The area of a stored text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Area {
    /// Kept as long as the tab exists.
    Tab,
    /// Kept until the visitor removes it.
    Visitor,
}
