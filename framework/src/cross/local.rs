//! Captures on the server: encoded where client code is made, and again for each page they are sent to.

use std::rc::Rc;

use super::context::collecting;
use super::{Cross, local, restore};
use crate::graph::NodeId;
use crate::wire::codec;

/// A captured value in the local context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Local {
    /// Its encoding, with handles as raw nodes.
    pub bytes: Vec<u8>,
    /// The nodes of the handles in it, as often as they are in it.
    pub nodes: Vec<NodeId>,
    /// Those of them that it can write or call.
    pub writes: Vec<NodeId>,
}

/// Encodes a captured value in the local context, and says which handles are in it.
pub fn encode_local<T: Cross>(value: &T) -> Local {
    let handles = Rc::default();
    let bytes = {
        let _collecting = collecting(Rc::clone(&handles));
        codec::encode(value)
    };
    let handles = handles.borrow();
    let writes = handles.iter().filter(|(_, access)| access.writes());
    Local {
        bytes,
        nodes: handles.iter().map(|(node, _)| *node).collect(),
        writes: writes.map(|(node, _)| *node).collect(),
    }
}

/// Encodes a value again, from the local context to the one of the time of the call.
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
