//! Calls of actions that are under way.

use std::cell::{Cell, RefCell};

use crate::graph::attempt;
use crate::wire::message::{Call, Outcome, Settlement};
use crate::wire::number::{CallId, NodeNumber};

/// A closure that is called with the outcome of a call.
pub(super) type Settled = Box<dyn FnOnce(Outcome)>;

/// The calls of a page.
#[derive(Default)]
pub(super) struct Calls {
    made: Cell<CallId>,
    /// The actions that were called.
    actions: RefCell<Vec<NodeNumber>>,
    pending: RefCell<Vec<(CallId, Settled)>>,
}

impl Calls {
    /// Adds a call, and numbers it.
    pub(super) fn make(&self, action: NodeNumber, argument: Vec<u8>, settled: Settled) -> Call {
        let id = self.made.get().next();
        self.made.set(id);
        if !self.are_of(action) {
            self.actions.borrow_mut().push(action);
        }
        self.pending.borrow_mut().push((id, settled));
        Call {
            id,
            action,
            argument,
        }
    }

    /// Returns the last call, if it was made after `before`.
    pub(super) fn since(&self, before: CallId) -> Option<CallId> {
        Some(self.made.get()).filter(|made| *made > before)
    }

    /// Returns whether a node is an action that was called. Its value is the number of calls under way.
    pub(super) fn are_of(&self, node: NodeNumber) -> bool {
        self.actions.borrow().contains(&node)
    }

    /// Returns the number of calls that were made.
    pub(super) fn made(&self) -> CallId {
        self.made.get()
    }

    /// Returns whether a call and those before it are settled.
    pub(super) fn is_settled(&self, call: CallId) -> bool {
        self.pending
            .borrow()
            .iter()
            .all(|(pending, _)| *pending > call)
    }

    /// Calls the closure of a call with the outcome, once.
    pub(super) fn settle(&self, settlement: Settlement) {
        let mut pending = self.pending.borrow_mut();
        if let Some(at) = pending.iter().position(|(id, _)| *id == settlement.call) {
            let (_, settled) = pending.remove(at);
            drop(pending);
            attempt(move || settled(settlement.outcome));
        }
    }
}
