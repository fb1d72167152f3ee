//! Calls of actions that are under way.

use std::cell::{Cell, RefCell};

use crate::graph::attempt;
use crate::wire::message::{Call, Outcome, Settlement};
use crate::wire::number::{CallId, NodeNumber};

/// Is told what came of a call.
pub(super) type Settled = Box<dyn FnOnce(Outcome)>;

/// The calls of a page.
#[derive(Default)]
pub(super) struct Calls {
    made: Cell<CallId>,
    pending: RefCell<Vec<(CallId, Settled)>>,
}

impl Calls {
    /// Enters a call, and numbers it.
    pub(super) fn make(&self, action: NodeNumber, argument: Vec<u8>, settled: Settled) -> Call {
        let id = self.made.get().next();
        self.made.set(id);
        self.pending.borrow_mut().push((id, settled));
        Call {
            id,
            action,
            argument,
        }
    }

    /// The call that was made last; none if there was none since `before`.
    pub(super) fn since(&self, before: CallId) -> Option<CallId> {
        Some(self.made.get()).filter(|made| *made > before)
    }

    /// The number of calls that were made.
    pub(super) fn made(&self) -> CallId {
        self.made.get()
    }

    /// Returns whether a call is settled, and those before it.
    pub(super) fn is_settled(&self, call: CallId) -> bool {
        self.pending
            .borrow()
            .iter()
            .all(|(pending, _)| *pending > call)
    }

    /// Tells a call's maker what came of it. Each is told once.
    pub(super) fn settle(&self, settlement: Settlement) {
        let mut pending = self.pending.borrow_mut();
        if let Some(at) = pending.iter().position(|(id, _)| *id == settlement.call) {
            let (_, settled) = pending.remove(at);
            drop(pending);
            attempt(move || settled(settlement.outcome));
        }
    }
}
