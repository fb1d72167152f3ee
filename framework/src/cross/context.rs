//! The crossing context: the meaning of a handle in an encoding.

use std::any::Any;
use std::cell::Cell;
#[cfg(not(target_arch = "wasm32"))]
use std::cell::RefCell;
use std::fmt;
#[cfg(not(target_arch = "wasm32"))]
use std::rc::Rc;

use serde::{Deserialize, Deserializer, Serializer, de, ser};

use super::{Held, ValueOps};
use crate::graph::{NodeId, Shared, peek};
use crate::wire::number::NodeNumber;

/// Gives out node numbers: implemented by a session, while it encodes the values that it sends.
pub trait Numbering {
    /// Returns the number of a node, which is given at its first crossing. `value` belongs to the node's type, and
    /// `access` is the access that the page's client functions have from now on.
    fn number(&self, node: NodeId, access: Access, value: &'static ValueOps) -> NodeNumber;
}

/// Finds the node of a number: implemented by a page, while its client functions decode their captures.
pub trait Resolve {
    /// Returns the node of a number, which is made at its first use: from the value that was sent, or else from
    /// `initial`.
    fn resolve(
        &self,
        number: NodeNumber,
        access: Access,
        value: &'static ValueOps,
        initial: Option<Initial>,
    ) -> NodeId;
}

/// Makes the initial value of a source.
pub type Initial = fn() -> Box<dyn Any>;

/// The access that a handle gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// The handle only reads its node.
    Read,
    /// The handle only writes its node.
    Write,
    /// The handle calls its node's action.
    Call,
    /// The handle reads and writes its node.
    Both,
}

/// A guard: when it is dropped, the context before it is entered again.
#[must_use = "the context is left when this is dropped"]
pub struct EnteredContext {
    before: Context,
}

/// A browser has only one variant, so its artifact does not contain code of the others.
#[derive(Clone, Default)]
enum Context {
    #[default]
    Nowhere,
    #[cfg(not(target_arch = "wasm32"))]
    Local,
    /// The local context, with the handles that were encoded in it.
    #[cfg(not(target_arch = "wasm32"))]
    Collecting(Rc<RefCell<Vec<Found>>>),
    #[cfg(not(target_arch = "wasm32"))]
    Numbering(Rc<dyn Numbering>),
    Client(Shared<dyn Resolve>),
}

/// A handle that was encoded.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub node: NodeId,
    pub access: Access,
    pub value: &'static ValueOps,
}

thread_local! {
    static CONTEXT: Cell<Context> = const { Cell::new(Context::Nowhere) };
    static INITIAL: Cell<Option<Initial>> = const { Cell::new(None) };
}

#[cfg(not(target_arch = "wasm32"))]
thread_local! {
    static NARROWED: Cell<bool> = const { Cell::new(false) };
}

/// A guard: until it is dropped, encoded handles give only reading access.
#[cfg(not(target_arch = "wasm32"))]
#[must_use = "handles may do what they can again when this is dropped"]
pub(crate) struct Narrowed {
    before: bool,
}

#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn narrowed() -> Narrowed {
    let before = NARROWED.replace(true);
    Narrowed { before }
}

#[cfg(not(target_arch = "wasm32"))]
impl Drop for Narrowed {
    fn drop(&mut self) {
        NARROWED.set(self.before);
    }
}

/// Enters the local context: handles are raw nodes of this process.
#[cfg(not(target_arch = "wasm32"))]
pub fn local() -> EnteredContext {
    enter(Context::Local)
}

/// Enters the local context, unless a page's client functions are running.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn local_unless_client() -> Option<EnteredContext> {
    (!matches!(current(), Context::Client(_))).then(local)
}

/// Enters the local context; encoded handles are added to `found`.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn collecting(found: Rc<RefCell<Vec<Found>>>) -> EnteredContext {
    enter(Context::Collecting(found))
}

/// Enters the context for encoding a session's messages.
#[cfg(not(target_arch = "wasm32"))]
pub fn linking(link: Rc<dyn Numbering>) -> EnteredContext {
    enter(Context::Numbering(link))
}

/// Enters the context of a page's client functions.
pub fn resolving(resolve: Shared<dyn Resolve>) -> EnteredContext {
    enter(Context::Client(resolve))
}

/// Enters the context in which handles cannot be decoded.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn nowhere() -> EnteredContext {
    enter(Context::Nowhere)
}

fn enter(context: Context) -> EnteredContext {
    let before = CONTEXT.replace(context);
    EnteredContext { before }
}

fn current() -> Context {
    CONTEXT.with(peek)
}

/// Runs `restore`; a decoded handle starts with `initial` if it has no value yet.
pub(crate) fn with_initial<T>(initial: Initial, restore: impl FnOnce() -> T) -> T {
    INITIAL.set(Some(initial));
    let value = restore();
    INITIAL.take();
    value
}

/// Encodes a handle of a node; `value` has the operations of its values.
pub(crate) fn write_handle<S: Serializer>(
    node: NodeId,
    access: Access,
    value: &'static ValueOps,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[cfg(not(target_arch = "wasm32"))]
    let access = if NARROWED.get() { Access::Read } else { access };
    match current() {
        #[cfg(not(target_arch = "wasm32"))]
        Context::Local => serde::Serialize::serialize(&(node.index, node.generation), serializer),
        #[cfg(not(target_arch = "wasm32"))]
        Context::Collecting(found) => {
            found.borrow_mut().push(Found {
                node,
                access,
                value,
            });
            serde::Serialize::serialize(&(node.index, node.generation), serializer)
        }
        #[cfg(not(target_arch = "wasm32"))]
        Context::Numbering(link) => serializer.serialize_u32(link.number(node, access, value).0),
        Context::Nowhere | Context::Client(_) => {
            let _ = (node, access, value, serializer);
            Err(ser::Error::custom(UPWARD))
        }
    }
}

/// Decodes a handle of a node; `value` has the operations of its values.
pub(crate) fn read_handle<'de, D: Deserializer<'de>>(
    access: Access,
    value: &'static ValueOps,
    deserializer: D,
) -> Result<NodeId, D::Error> {
    match current() {
        #[cfg(not(target_arch = "wasm32"))]
        Context::Local | Context::Collecting(_) => {
            let (index, generation) = Deserialize::deserialize(deserializer)?;
            Ok(NodeId { index, generation })
        }
        Context::Client(resolve) => {
            let number = Deserialize::deserialize(deserializer)?;
            Ok(resolve.resolve(number, access, value, INITIAL.take()))
        }
        #[cfg(not(target_arch = "wasm32"))]
        Context::Numbering(_) => Err(de::Error::custom(UPWARD)),
        Context::Nowhere => Err(de::Error::custom(UPWARD)),
    }
}

/// Returns whether what is decoded is the server's own: in the contexts in which handles can be decoded.
pub(super) fn is_trusted() -> bool {
    match current() {
        #[cfg(not(target_arch = "wasm32"))]
        Context::Local | Context::Collecting(_) => true,
        Context::Client(_) => true,
        #[cfg(not(target_arch = "wasm32"))]
        Context::Numbering(_) => false,
        Context::Nowhere => false,
    }
}

const UPWARD: &str = "a handle crosses downward only";

impl Access {
    /// Returns whether it allows more than reading.
    pub fn writes(self) -> bool {
        self != Self::Read
    }

    /// Returns the access as a set of abilities.
    pub(super) const fn holds(self) -> Held {
        match self {
            Self::Read => Held::READ,
            Self::Write | Self::Call => Held::WRITE,
            Self::Both => Held::READ.and(Held::WRITE),
        }
    }
}

impl Drop for EnteredContext {
    fn drop(&mut self) {
        CONTEXT.set(std::mem::take(&mut self.before));
    }
}

impl fmt::Debug for EnteredContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnteredContext")
    }
}
