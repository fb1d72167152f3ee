//! Server code says which sources it needs: what it captures is looked at for handles.

use crate::cross::{self, Cross};
use crate::graph::NodeId;
use crate::wire::message::Uplink;

/// A local that server code captures.
#[derive(Debug)]
pub struct Use<'a, T: ?Sized>(pub &'a T);

/// What crosses can hold handles: its encoding tells which.
pub trait ByEncoding {
    /// The handles in it.
    fn handles(&self) -> Vec<NodeId>;
}

/// Anything else holds none that the browser could write.
pub trait ByNothing {
    /// No handles.
    fn handles(&self) -> Vec<NodeId>;
}

impl<T: Cross> ByEncoding for Use<'_, T> {
    fn handles(&self) -> Vec<NodeId> {
        cross::encode_local(self.0).nodes
    }
}

impl<T: ?Sized> ByNothing for &Use<'_, T> {
    fn handles(&self) -> Vec<NodeId> {
        Vec::new()
    }
}

/// Structure, or a memo that structure reads, may track these: a write makes a batch.
pub fn eager(nodes: &[NodeId]) {
    note(nodes, Uplink::Eager);
}

/// Other server code reads these: their latest values ride along with the next batch.
pub fn lazy(nodes: &[NodeId]) {
    note(nodes, Uplink::Lazy);
}

/// Says that server code captures a local: `uses!(eager, &count)`, after the closure that does.
#[doc(hidden)]
#[macro_export]
macro_rules! __uses {
    ($uplink:ident, $local:expr) => {{
        use $crate::rt::uses::{ByEncoding as _, ByNothing as _};
        $crate::rt::uses::$uplink(&(&$crate::rt::uses::Use($local)).handles())
    }};
}

fn note(nodes: &[NodeId], uplink: Uplink) {
    crate::server::uses(nodes, uplink);
}
