//! The server's side of actions.

use crate::graph::NodeId;
use crate::server::stage::{ActionRunner, beside};

/// Makes `run` callable under this node, for as long as the current scope exists.
///
/// # Panics
/// Outside of a page's session.
pub(crate) fn provide_action(node: NodeId, run: ActionRunner) {
    beside().provide_action(node, run);
}
