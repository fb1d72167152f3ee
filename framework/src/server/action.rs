//! The server's side of actions.

use std::rc::Rc;

use super::stage::{current, stage};
use crate::cross::Cross;
use crate::graph::NodeId;
use crate::wire::bounded::Budget;
use crate::wire::limits::Limits;
use crate::wire::{decode_bounded, encode};

/// Makes `run` callable under this node, for as long as the current scope lives.
pub(crate) fn provide_action<A: Cross, R: Cross>(node: NodeId, run: impl AsyncFn(A) -> R + 'static) {
    let run = Rc::new(run);
    let decoded = move |argument: &[u8], budget: &Budget| {
        let argument = decode_bounded::<A>(argument, budget)?;
        let run = Rc::clone(&run);
        Ok(Box::pin(async move { encode(&run(argument).await) }) as _)
    };
    stage().provide_action(node, Rc::new(decoded));
}

/// Whether a session's code runs now.
pub(crate) fn is_here() -> bool {
    current().is_some()
}

/// Calls an action from the server.
pub(crate) fn dispatch(action: NodeId, argument: Vec<u8>, settled: impl FnOnce(Vec<u8>) + 'static) {
    let Some(run) = stage().action(action) else { return };
    if let Ok(call) = run(&argument, &Budget::new(&Limits::default())) {
        stage().spawn(async move { settled(call.await) });
    }
}
