//! The messages of the protocol: each is one websocket message. An empty one, in either direction, only shows that the
//! connection works: a server answers it with an empty one.
//!
//! The grammar is closed. A client names nodes and actions by numbers that the server gave to this session, and the
//! server's own tables say how the bytes beside them are decoded: nothing on the wire selects a type, a function or a
//! module. The only names are those of attributes, properties, classes and styles, and they only go down.
//!
//! Operations that belong together are sent as one run: the location once, then the parts that differ.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::bounded::Budget;
use super::codec::{self, DecodeError};
use super::column::NumberColumn;
use super::limits::Limits;
use super::number::{CallId, NodeNumber, Region, Seq, TemplateNumber, Version};
use super::splice::Splice;
use crate::part::{Target, Value};

/// A message from a browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FromClient {
    /// The first message on a socket: asks for the session of a page.
    Attach {
        /// The proof that this visitor was given the page.
        ticket: [u8; 16],
        /// The version of the last update that was applied; 0: none yet, and nothing was sent that a session may have
        /// applied.
        version: Version,
    },
    /// The writes and calls of a turn, or of several turns together.
    Batch(Batch),
    /// Acknowledges an update, if no batch has been sent that does.
    Ack {
        /// The version of that update.
        version: Version,
    },
    /// Gives a page that was loaded again the values that it had before. Only before the first batch.
    Restore(KeptValues),
    /// A part of a message that is too large for one. The parts come in order, and nothing else is between them.
    Part {
        /// True for the last part.
        is_last: bool,
        /// The bytes.
        bytes: ByteBuf,
    },
}

/// The values that a page had in a browser, with the names by which another session of the page finds their sources.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptValues {
    /// The names that the server had sent, as it had sent them: [`Names`](super::names::Names).
    pub names: Vec<ByteBuf>,
    /// Values of the nodes that server code needed, by the numbers that they had there.
    pub values: Vec<Write>,
    /// The other nodes with a value: the server says which nodes they are now, and their values stay in the browser.
    pub nodes: Vec<NodeNumber>,
}

/// Values of sources that changed, then calls of actions. A batch is applied as a whole, or refused as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Batch {
    /// The number of the batch: from 1, without a gap.
    pub seq: Seq,
    /// The version of the last update that was applied before: the state that the client knew.
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
    /// The number of the call in its session, which its [`Settlement`] repeats.
    pub id: CallId,
    /// The action's node number.
    pub action: NodeNumber,
    /// The encoded argument.
    #[serde(with = "serde_bytes")]
    pub argument: Vec<u8>,
}

/// A message from the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FromServer {
    /// Something changed, or a batch is acknowledged.
    Update(Update),
    /// Answers [`FromClient::Attach`].
    Attached {
        /// The last batch that was applied; 0: none. The client sends later ones again.
        seq: Seq,
    },
}

/// The step from one version of the page to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// The number of the update: from 1, without a gap.
    pub version: Version,
    /// The synchronous turns of all batches up to this one are over, and their changes are in this update or an earlier
    /// one; 0: no batch yet.
    pub ack: Seq,
    /// The operations, in order.
    pub ops: Vec<Op>,
    /// The frames and nodes that are new to the browser, encoded by [`super::snapshot`]. They are restored after the
    /// operations made their elements, and before these are attached. Frames of regions that were there before are
    /// promoted.
    pub snapshot: Option<ByteBuf>,
    /// Outcomes of calls, each delivered once.
    pub settled: Vec<Settlement>,
}

/// The end of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// The call's id.
    pub call: CallId,
    /// The result.
    pub outcome: Outcome,
}

/// The outcome of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The call ran; with its encoded result (an error of the action is such a result).
    Done(ByteBuf),
    /// The call did not run: its action was gone.
    Gone,
    /// The server cannot know whether the call ran.
    Unknown,
    /// The call panicked.
    Failed,
    /// The call did not run: the server did not take the values that came with it.
    Refused,
    /// The call did not run: it, or a value that came with it, is larger than allowed.
    TooLarge,
}

/// One operation of an update, or a run of equal ones, whose lists have one entry per region or node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Op {
    /// Defines the next template; the first of a session is number 0.
    Template(Template),
    /// Puts new content on the page.
    Insert {
        /// The place.
        place: Place,
        /// The content, in order.
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
        /// The place in each region.
        at: LocatorBytes,
        /// The regions.
        regions: NumberColumn<Region>,
        /// The text for each.
        texts: Vec<String>,
    },
    /// Changes a part of a text, where the whole would be large.
    Splice {
        /// The place in each region.
        at: LocatorBytes,
        /// The regions.
        regions: NumberColumn<Region>,
        /// The change for each.
        splices: Vec<Splice>,
    },
    /// Sets attributes, properties, classes, styles or inner HTML.
    Value {
        /// The place in each region.
        at: LocatorBytes,
        /// The part of the element that is set.
        target: Target<String>,
        /// The regions.
        regions: NumberColumn<Region>,
        /// The value for each.
        values: Vec<Value>,
    },
    /// Writes nodes: mirrors, or sources that the server wrote. [`super::sequence::Outbox::takes`] decides which of
    /// them a client applies.
    Node {
        /// The nodes.
        nodes: NumberColumn<NodeNumber>,
        /// The encoded value of each.
        values: Vec<ByteBuf>,
    },
    /// The server needs these sources from now on. The next batch carries those that were written in the browser.
    Uplink {
        /// The time at which their values are sent.
        uplink: Uplink,
        /// The nodes.
        nodes: NumberColumn<NodeNumber>,
    },
    /// The names of regions and nodes that are new: [`Names`](super::names::Names). The browser keeps them for the case
    /// that it needs another session.
    Names(ByteBuf),
    /// Nodes of the page in whose place this one was loaded, which have values there.
    Same {
        /// The nodes.
        nodes: NumberColumn<NodeNumber>,
        /// The number that each had there.
        before: NumberColumn<NodeNumber>,
    },
}

/// The time at which the browser sends its writes to a source.
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
    /// The mark of a use's region.
    pub mark: Mark,
    /// The holes that a use fills with cells, in order.
    pub holes: Vec<Hole>,
}

/// The mark by which the browser finds a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mark {
    /// None: it is not a region, and has one root element.
    None,
    /// None: it is not a region, and does not have exactly one root element.
    Loose,
    /// The region's one root element.
    Element,
    /// A pair of comments around the region's nodes.
    Range,
}

/// A hole of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hole {
    /// The place.
    pub at: LocatorBytes,
    /// The sort of cell that fills it.
    pub takes: Takes,
}

/// The sort of [`Cell`] that a fragment has for a hole of its template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Takes {
    /// [`Cell::Text`] for [`Target::Text`], otherwise [`Cell::Value`].
    Target(Target<String>),
    /// [`Cell::Spread`].
    Spread,
    /// [`Cell::Structure`].
    Structure,
    /// [`Cell::Structure`], in place of a mark that is not needed afterwards.
    Content,
}

/// A use of a template, or content without one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// A clone of a template.
    Fragment {
        /// The template's number.
        template: TemplateNumber,
        /// The content of the holes, in order.
        cells: Vec<Cell>,
    },
    /// Plain text.
    Text(String),
}

/// The content of a hole.
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
    /// The new place.
    pub to: Place,
}

/// A place for content.
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
    /// Returns whether there is nothing in the batch.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty() && self.calls.is_empty()
    }
}

impl FromClient {
    /// Decodes a message from a browser. The values in it are still encoded: decode them with the same `budget`.
    ///
    /// # Errors
    /// If the bytes are not exactly one message, or exceed `limits`.
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
