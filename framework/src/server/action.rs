//! The server's side of actions.

use super::stage::{Run, stage};
use crate::graph::NodeId;

/// Makes `run` callable under this node, for as long as the current scope lives.
///
/// # Panics
/// Outside of a page's session.
pub(crate) fn provide_action(node: NodeId, run: Run) {
    stage().provide_action(node, run);
}
