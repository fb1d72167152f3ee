//! Captures on the server: encoded where the client function is made, and again for each page they are sent to.

use std::rc::Rc;

use super::context::{Found, collecting, narrowed};
use super::held::IfAny;
use super::{Cross, ValueOps, Ways, local, restore};
use crate::graph::{NodeId, hooks};
use crate::wire::codec;

/// A captured value in the local context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Local {
    /// The encoding, in which handles are raw nodes.
    pub bytes: Vec<u8>,
    /// The nodes of the handles in the value, once for each handle.
    pub nodes: Vec<NodeId>,
    /// The nodes that these handles can write or call.
    pub writes: Vec<NodeId>,
    /// The nodes of the handles in the values of `nodes`, and so on.
    pub within: Vec<NodeId>,
}

/// Encodes a captured value in the local context, and returns the handles in it.
pub fn encode_local<T: Cross>(value: &T) -> Local {
    let handles = Rc::default();
    let bytes = {
        let _collecting = collecting(Rc::clone(&handles));
        codec::encode(value)
    };
    let handles = handles.take();
    let writes = handles.iter().filter(|found| found.access.writes());
    Local {
        bytes,
        nodes: handles.iter().map(|found| found.node).collect(),
        writes: writes.map(|found| found.node).collect(),
        within: within(&handles),
    }
}

/// Returns the handles in the values of nodes: a row may be a record with a signal.
fn within(handles: &[Found]) -> Vec<NodeId> {
    let mut seen: Vec<NodeId> = handles.iter().map(|found| found.node).collect();
    let own = seen.len();
    let mut waiting = handles.to_vec();
    while let Some(Found { node, value, .. }) = waiting.pop() {
        if value.ways != Ways::Down {
            continue;
        }
        let inner = Rc::default();
        {
            let _collecting = collecting(Rc::clone(&inner));
            hooks::with_value(node, value.encode);
        }
        for found in inner.take() {
            if !seen.contains(&found.node) {
                seen.push(found.node);
                waiting.push(found);
            }
        }
    }
    seen.split_off(own)
}

/// Encodes a value of the local context again, in the context of the time of the call.
///
/// # Panics
/// If the bytes do not encode a `T` in the local context.
pub fn relink<T: Cross>(bytes: &[u8]) -> Vec<u8> {
    let value: T = {
        let _local = local();
        restore(bytes)
    };
    codec::encode(&value)
}

/// Returns the operations on the value of the node that a handle refers to.
pub(crate) fn handle_ops(
    handle: &CapturedValue,
    append: fn(&CapturedValue, &mut Vec<u8>),
) -> Option<&'static ValueOps> {
    let handles = Rc::default();
    let _collecting = collecting(Rc::clone(&handles));
    append(handle, &mut Vec::new());
    let found = handles.borrow().first().copied();
    found.map(|found: Found| found.value)
}

/// A value that a client function captured, as the server keeps it. A handle costs no allocation.
#[derive(Clone, Debug, Default)]
pub enum CapturedValue {
    /// Nothing was captured.
    #[default]
    Nothing,
    /// A handle of this node, whose values hold no handles.
    Handle(NodeId),
    /// The encoding of a value without handles, which is the same in all contexts.
    Plain(PlainBytes),
    /// Any other value.
    Linked(Rc<Local>),
}

/// An encoding. Most are short, and have no allocation of their own.
#[derive(Clone, Debug)]
pub enum PlainBytes {
    /// So many bytes.
    Short(u8, [u8; SHORT]),
    /// More than these.
    Long(Rc<[u8]>),
}

/// The bytes of an encoding for which no allocation is made.
const SHORT: usize = 22;

impl PlainBytes {
    fn of<T: Cross>(value: &T) -> Self {
        let mut short = [0; SHORT];
        match codec::encode_short(value, &mut short) {
            Some(length) => Self::Short(length as u8, short),
            None => Self::Long(codec::encode(value).into()),
        }
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Short(length, bytes) => &bytes[..usize::from(*length)],
            Self::Long(bytes) => bytes,
        }
    }
}

impl CapturedValue {
    /// Captures a value.
    pub fn new<T: Cross>(value: &T) -> Self {
        match value.captured_node() {
            Some(node) => Self::Handle(node),
            None if <T::Held as IfAny>::HANDLES => Self::Linked(Rc::new(encode_local(value))),
            None => Self::Plain(PlainBytes::of(value)),
        }
    }

    /// Makes a captured value of its encoding in the local context, without saying which handles are in it.
    pub fn encoded(bytes: Vec<u8>) -> Self {
        Self::Linked(Rc::new(Local {
            bytes,
            ..Local::default()
        }))
    }

    /// Returns the value.
    ///
    /// # Panics
    /// If it is not a `T`.
    pub fn restore<T: Cross>(&self) -> T {
        match self {
            Self::Handle(node) => {
                T::from_captured_node(*node).expect("only handles are captured as nodes")
            }
            Self::Plain(plain) if !<T::Held as IfAny>::DOWN_ONLY => restore(plain.bytes()),
            Self::Plain(plain) => {
                let _local = local();
                restore(plain.bytes())
            }
            Self::Linked(linked) => {
                let _local = local();
                restore(&linked.bytes)
            }
            Self::Nothing => restore(&[]),
        }
    }

    /// Encodes the value in the crossing context of the time of the call, and appends it.
    ///
    /// # Panics
    /// If it is not a `T`.
    pub fn append<T: Cross>(&self, out: &mut Vec<u8>) {
        match self {
            Self::Handle(_) => codec::append(&self.restore::<T>(), out),
            Self::Plain(plain) => out.extend_from_slice(plain.bytes()),
            Self::Linked(linked) => out.extend_from_slice(&relink::<T>(&linked.bytes)),
            Self::Nothing => {}
        }
    }

    /// Appends a handle like [`append`](Self::append), but only with reading access.
    ///
    /// # Panics
    /// If it is not a `T`.
    pub fn append_reader<T: Cross>(&self, out: &mut Vec<u8>) {
        let _narrowed = narrowed();
        self.append::<T>(out);
    }

    /// Returns the encoding in the local context.
    pub fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Handle(node) => codec::encode(&(node.index, node.generation)),
            Self::Plain(plain) => plain.bytes().to_vec(),
            Self::Linked(linked) => linked.bytes.clone(),
            Self::Nothing => Vec::new(),
        }
    }

    /// Returns the nodes of the handles in the value.
    pub fn nodes(&self) -> &[NodeId] {
        match self {
            Self::Handle(node) => std::slice::from_ref(node),
            Self::Linked(linked) => &linked.nodes,
            Self::Plain(_) | Self::Nothing => &[],
        }
    }

    /// Returns the nodes that these handles can write or call. Of a handle that is the value itself, the type says
    /// whether it can.
    pub fn writes(&self) -> &[NodeId] {
        match self {
            Self::Linked(linked) => &linked.writes,
            _ => self.nodes(),
        }
    }

    /// Returns the nodes of handles in the values of these nodes: if the browser may write one of them, it runs the
    /// function too.
    pub fn within(&self) -> &[NodeId] {
        match self {
            Self::Linked(linked) => &linked.within,
            _ => &[],
        }
    }
}
