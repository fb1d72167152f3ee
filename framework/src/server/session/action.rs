//! The server's side of actions, and of checks.

use crate::graph::NodeId;
use crate::server::stage::{ActionRunner, Check, beside};

/// Makes `run` callable under this node, for as long as the current scope exists.
///
/// # Panics
/// Outside of a page's session.
pub(crate) fn provide_action(node: NodeId, run: ActionRunner) {
    beside().provide_action(node, run);
}

/// Checks what the browser writes to this node, for as long as the current scope exists.
///
/// # Panics
/// Outside of a page's session.
pub(crate) fn provide_check(node: NodeId, check: Check) {
    beside().provide_check(node, check);
}
