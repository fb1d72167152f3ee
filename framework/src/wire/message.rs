//! The frames: one websocket message each.
//!
//! The grammar is closed. A client names nodes and actions by numbers that the server gave to this very session,
//! and the server's own tables say how the bytes beside them are decoded: nothing on the wire selects a type, a
//! function or a module. The only names are those of attributes, properties, classes and styles, and only downward.
//!
//! Operations that belong together travel as one run: the location once, then what differs.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::bounded::Budget;
use super::codec::{self, DecodeError};
use super::column::NumberColumn;
use super::limits::Limits;
use super::number::{CallId, NodeNumber, Region, Seq, TemplateNumber, Version};
use super::splice::Splice;
use crate::part::{Target, Value};

/// What a browser sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FromClient {
    /// The first frame on a socket: asks for the session of a page.
    Attach {
        /// Proves that this visitor was given the page.
        ticket: [u8; 16],
        /// The version of the last update that was applied; 0: none yet.
        version: Version,
    },
    /// What a turn (or several, merged) changed and called.
    Batch(Batch),
    /// Says only which update was applied, when there has been no batch to say it.
    Ack {
        /// The version of that update.
        version: Version,
    },
}

/// Values of sources that changed, then calls of actions. Applied in one piece, or refused in one piece.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Batch {
    /// Counts batches, from 1, without a gap.
    pub seq: Seq,
    /// The version of the last update that was applied before: what the client could know.
    pub seen: Version,
    /// New values of sources, at most one per source.
    pub writes: Vec<Write>,
    /// Calls, in the order they were made.
    pub calls: Vec<Call>,
}

/// A new value of a source.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Write {
    /// The node number.
    pub node: NodeNumber,
    /// The encoded value.
    #[serde(with = "serde_bytes")]
    pub value: Vec<u8>,
}

/// A call of an action.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Call {
    /// Counts calls, per session; a [`Settlement`] answers to it.
    pub id: CallId,
    /// The action's node number.
    pub action: NodeNumber,
    /// The encoded argument.
    #[serde(with = "serde_bytes")]
    pub argument: Vec<u8>,
}

/// What a server sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FromServer {
    /// Something changed, or a batch is acknowledged.
    Update(Update),
    /// Answers [`FromClient::Attach`].
    Attached {
        /// The last batch that was applied; 0: none. Later ones are to be sent again.
        seq: Seq,
    },
    /// There is no session (any more). The last frame on a socket.
    Gone(Reason),
}

/// Why there is no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// The ticket's session is not there, or no longer. A reload makes a new one.
    Expired,
    /// The page is attached elsewhere.
    Replaced,
    /// The client sent what it was never given, repeatedly.
    Violation,
    /// The session's code failed.
    Failed,
}

/// The step from one version of the page to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// Counts updates, from 1, without a gap.
    pub version: Version,
    /// The synchronous turns of all batches up to this one are over, and what they changed is in this update or an
    /// earlier one; 0: no batch yet.
    pub ack: Seq,
    /// What to do, in order.
    pub ops: Vec<Op>,
    /// Scopes and nodes that are new to the browser, as [`super::snapshot`] encodes them. Restored after the ops
    /// made their elements and before those are attached. Scopes of regions that were there before are promoted.
    pub snapshot: Option<ByteBuf>,
    /// Outcomes of calls, each delivered once.
    pub settled: Vec<Settlement>,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// The call's id.
    pub call: CallId,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It ran; its encoded result (an error of the action's own is such a result).
    Done(ByteBuf),
    /// It did not run: what it called was gone.
    Gone,
    /// Nobody knows whether it ran.
    Unknown,
    /// It panicked.
    Failed,
}

/// One step of an update, or a run of equal ones: then the lists go in parallel, one entry per region or node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    /// Defines the next template; the first of a session is number 0.
    Template(Template),
    /// Puts new content on the page.
    Insert {
        /// Where.
        place: Place,
        /// What, in order.
        content: Vec<Content>,
    },
    /// Moves regions, one after the other.
    Move(Vec<Move>),
    /// Removes regions for good.
    Remove(NumberColumn<Region>),
    /// Takes regions off the page and keeps them.
    Hide(NumberColumn<Region>),
    /// Puts hidden regions back where they were.
    Show(NumberColumn<Region>),
    /// Sets texts.
    Text {
        /// Where in each region.
        at: LocatorBytes,
        /// The regions.
        regions: NumberColumn<Region>,
        /// The text for each.
        texts: Vec<String>,
    },
    /// Changes a part of a text, where the whole would be large.
    Splice {
        /// Where in each region.
        at: LocatorBytes,
        /// The regions.
        regions: NumberColumn<Region>,
        /// The change for each.
        splices: Vec<Splice>,
    },
    /// Sets attributes, properties, classes, styles or inner HTML.
    Value {
        /// Where in each region.
        at: LocatorBytes,
        /// What of the element.
        target: Target<String>,
        /// The regions.
        regions: NumberColumn<Region>,
        /// The value for each.
        values: Vec<Value>,
    },
    /// Writes nodes: mirrors, or sources that the server wrote. [`super::sequence::Outbox::takes`] says which of
    /// them a client applies.
    Node {
        /// The nodes.
        nodes: NumberColumn<NodeNumber>,
        /// The encoded value of each.
        values: Vec<ByteBuf>,
    },
    /// From now on the server needs these sources. The next batch carries those that were written here.
    Uplink {
        /// When their values are sent.
        uplink: Uplink,
        /// The nodes.
        nodes: NumberColumn<NodeNumber>,
    },
}

/// When the value of a source that was written in the browser is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Uplink {
    /// Never.
    #[default]
    None,
    /// Ahead of the next batch that is sent anyway.
    Lazy,
    /// At the end of the turn that wrote it.
    Eager,
}

/// The bytes of a [`crate::part::Locator`].
pub type LocatorBytes = ByteBuf;

/// Markup that is cloned in the browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// The markup with its holes empty.
    pub html: String,
    /// True if a use of it starts a region, and how that is marked.
    pub mark: Mark,
    /// The holes that a use fills with cells, in order.
    pub holes: Vec<Hole>,
}

/// How a region is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// Not at all: it is no region, and has one root element.
    None,
    /// Not at all: it is no region, and has not one root element.
    Loose,
    /// It is its one root element.
    Element,
    /// By a pair of comments around its nodes.
    Range,
}

/// A hole of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hole {
    /// Where.
    pub at: LocatorBytes,
    /// What it takes.
    pub takes: Takes,
}

/// What a hole takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Takes {
    /// [`Cell::Text`] for [`Target::Text`], else [`Cell::Value`].
    Target(Target<String>),
    /// [`Cell::Spread`].
    Spread,
    /// [`Cell::Structure`].
    Structure,
    /// [`Cell::Structure`] in place of a mark that nobody needs any more then.
    Content,
}

/// A use of a template, or content without one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// A clone of a template.
    Fragment {
        /// The template's number.
        template: TemplateNumber,
        /// One per hole, in order.
        cells: Vec<Cell>,
    },
    /// Plain text.
    Text(String),
}

/// What fills a hole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cell {
    /// Text.
    Text(String),
    /// A value of an attribute, property, class or style, or inner HTML.
    Value(Value),
    /// Nothing: a client function computes it before the content is attached.
    Client,
    /// Content, in order.
    Structure(Vec<Content>),
    /// Attributes.
    Spread(Vec<(String, Value)>),
}

/// Moves a region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The region.
    pub region: Region,
    /// Where to.
    pub to: Place,
}

/// Where content goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// In front of a region.
    Before(Region),
    /// To the end of a structure hole.
    In {
        /// The region that has the hole.
        region: Region,
        /// The hole.
        hole: LocatorBytes,
    },
}

impl Batch {
    /// Returns whether it brings nothing.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty() && self.calls.is_empty()
    }
}

impl FromClient {
    /// Decodes a frame from a browser. The values in it are still encoded: decode them with the same `budget`.
    ///
    /// # Errors
    /// Whatever is not exactly one frame, or is beyond `limits`.
    pub fn decode(frame: &[u8], limits: &Limits, budget: &Budget) -> Result<Self, DecodeError> {
        if frame.len() > limits.frame {
            return Err(DecodeError::TooLarge);
        }
        let message = codec::decode_bounded(frame, budget)?;
        if let Self::Batch(batch) = &message
            && (batch.writes.len() > limits.writes || batch.calls.len() > limits.calls)
        {
            return Err(DecodeError::TooManyElements);
        }
        Ok(message)
    }
}
