//! Tells the server which sources its own code needs: the handles in the locals that it captures.

use std::ops::Deref;

use crate::cross::held::Owned;
use crate::cross::{self, Cross};
use crate::graph::NodeId;
use crate::wire::message::Uplink;

/// A local that server code captures.
#[derive(Debug)]
pub struct Use<'a, T: ?Sized>(pub &'a T);

/// The nodes of the handles in a local. Most locals are one handle.
#[derive(Debug)]
pub enum UsedNodes {
    /// A handle.
    One(NodeId),
    /// Any other local.
    Any(Vec<NodeId>),
}

impl Deref for UsedNodes {
    type Target = [NodeId];

    fn deref(&self) -> &[NodeId] {
        match self {
            Self::One(node) => std::slice::from_ref(node),
            Self::Any(nodes) => nodes,
        }
    }
}

/// Chosen for values that cross and hold no borrowed text: encoding them visits the handles in them.
pub trait ByEncoding {
    /// Returns the nodes of the handles.
    fn handles(&self) -> UsedNodes;
}

/// Chosen in generic components, for a parameter that crosses.
pub trait EncodingByParameter {
    /// Returns the nodes of the handles.
    fn handles(&self) -> UsedNodes;
}

/// Chosen for all other values, which hold no handles that the browser could write.
pub trait ByNothing {
    /// Returns no nodes.
    fn handles(&self) -> UsedNodes;
}

impl<T: Cross<Held: Owned>> ByEncoding for &Use<'_, T> {
    fn handles(&self) -> UsedNodes {
        handles(self.0)
    }
}

impl<T: Cross> EncodingByParameter for &&Use<'_, T> {
    fn handles(&self) -> UsedNodes {
        handles(self.0)
    }
}

fn handles(value: &impl Cross) -> UsedNodes {
    match value.captured_node() {
        Some(node) => UsedNodes::One(node),
        None => UsedNodes::Any(cross::encode_local(value).nodes),
    }
}

impl<T: ?Sized> ByNothing for Use<'_, T> {
    fn handles(&self) -> UsedNodes {
        UsedNodes::Any(Vec::new())
    }
}

/// Notes nodes that structure, or a memo that structure reads, may track: a write makes a batch.
pub fn eager(nodes: &[NodeId]) {
    note(nodes, Uplink::Eager);
}

/// Notes nodes that other server code reads: their latest values are sent with the next batch.
pub fn lazy(nodes: &[NodeId]) {
    note(nodes, Uplink::Lazy);
}

/// Notes that server code captures a local: `uses!(eager, &count)`, after the closure that captures it.
#[doc(hidden)]
#[macro_export]
macro_rules! __uses {
    ($uplink:ident, $local:expr) => {{
        use $crate::rt::uses::{ByEncoding as _, ByNothing as _};
        $crate::rt::uses::$uplink(&(&&$crate::rt::uses::Use($local)).handles())
    }};
}

fn note(nodes: &[NodeId], uplink: Uplink) {
    crate::server::uses(nodes, uplink);
}
