//! Captures on the server: encoded where the client function is made, and again for each page they are sent to.

use std::rc::Rc;

use super::context::{Found, collecting, narrowed};
use super::{Cross, Ways, local, restore};
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

/// Encodes a handle again like [`relink`], but only with reading access.
///
/// # Panics
/// If the bytes do not encode a `T` in the local context.
pub fn relink_reader<T: Cross>(bytes: &[u8]) -> Vec<u8> {
    let _narrowed = narrowed();
    relink::<T>(bytes)
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
