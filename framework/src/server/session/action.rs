//! The server's side of actions, and of checks.

use crate::graph::NodeId;
use crate::server::stage::{Check, ProvidedAction, actions, beside, canvas};

/// Makes an action callable under its node, for as long as the current scope exists.
///
/// # Panics
/// Outside of a page's session.
pub(crate) fn provide_action(node: NodeId, action: ProvidedAction) {
    actions().add(node, action, canvas().growth.get());
}

/// Checks what the browser writes to this node, for as long as the current scope exists.
///
/// # Panics
/// Outside of a page's session.
pub(crate) fn provide_check(node: NodeId, check: Check) {
    beside().provide_check(node, check);
}
