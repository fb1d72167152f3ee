//! Calls of actions that are under way.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::graph::NodeId;
use crate::wire::message::Call;
use crate::wire::number::{CallId, NodeNumber};

/// The calls of a page.
#[derive(Default)]
pub(super) struct Calls {
    made: Cell<CallId>,
    /// The actions that were called.
    actions: RefCell<Vec<NodeNumber>>,
    pending: RefCell<Vec<(CallId, NodeNumber)>>,
    /// The arguments of the pending calls.
    arguments: RefCell<Vec<(CallId, NodeNumber, Rc<[u8]>)>>,
    /// The arguments of calls that [`Calls::show`] has put aside, which are the last ones.
    aside: RefCell<Vec<(CallId, NodeNumber, Rc<[u8]>)>>,
    /// The calls that lists follow, until the end of the turn in which they end.
    followed: RefCell<Vec<Rc<FollowedCall>>>,
}

/// A call that a list follows.
pub(in crate::client) struct FollowedCall {
    /// The number of the call.
    pub id: CallId,
    /// The node of the action.
    pub action: NodeId,
    state: Cell<CallState>,
}

#[derive(Clone, Copy, PartialEq)]
enum CallState {
    UnderWay,
    /// The call ends in this turn.
    Ends {
        has_failed: bool,
    },
    Ended {
        has_failed: bool,
    },
}

impl FollowedCall {
    /// Returns whether the call has not ended.
    pub(in crate::client) fn is_under_way(&self) -> bool {
        self.state.get() == CallState::UnderWay
    }

    /// Returns whether the call has ended and not failed.
    pub(in crate::client) fn has_succeeded(&self) -> bool {
        let has_failed = false;
        let ends = [
            CallState::Ends { has_failed },
            CallState::Ended { has_failed },
        ];
        ends.contains(&self.state.get())
    }

    /// Returns whether what the call has taken away may be there again: the call has not ended before this turn, or it has
    /// failed.
    pub(in crate::client) fn may_be_undone(&self) -> bool {
        self.state.get() != CallState::Ended { has_failed: false }
    }
}

impl Calls {
    /// Adds a call, and numbers it.
    pub(super) fn make(&self, action: NodeNumber, argument: Vec<u8>) -> Call {
        let id = self.made.get().next();
        self.made.set(id);
        self.note(action);
        self.pending.borrow_mut().push((id, action));
        self.keep_argument(id, action, &argument);
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

    /// Returns whether a node is an action that was called. Its value is the state of its calls.
    #[inline(never)]
    pub(super) fn are_of(&self, node: NodeNumber) -> bool {
        self.actions.borrow().contains(&node)
    }

    /// Returns the number of calls that were made.
    pub(super) fn made(&self) -> CallId {
        self.made.get()
    }

    /// Returns the calls under way of the actions that have a node here, in the order in which they were made.
    pub(super) fn follow(
        &self,
        node_of: impl Fn(NodeNumber) -> Option<NodeId>,
    ) -> Vec<Rc<FollowedCall>> {
        let mut followed = self.followed.borrow_mut();
        let mut calls = Vec::new();
        for (id, action) in self.pending.borrow().iter() {
            let Some(action) = node_of(*action) else {
                continue;
            };
            let known = followed.iter().find(|call| call.id == *id).cloned();
            calls.push(known.unwrap_or_else(|| {
                let call = Rc::new(FollowedCall {
                    id: *id,
                    action,
                    state: Cell::new(CallState::UnderWay),
                });
                followed.push(Rc::clone(&call));
                call
            }));
        }
        calls
    }

    /// Notes that a call has ended in this turn. Cut from an artifact without lists that need it.
    #[inline(never)]
    pub(super) fn note_end(&self, call: CallId, has_failed: bool) {
        let followed = self.followed.borrow();
        if let Some(followed) = followed.iter().find(|followed| followed.id == call) {
            followed.state.set(CallState::Ends { has_failed });
        }
    }

    /// Ends a turn.
    #[inline(never)]
    pub(super) fn end_turn(&self) {
        self.show(CallId(u32::MAX));
        self.followed.borrow_mut().retain(|call| {
            if let CallState::Ends { has_failed } = call.state.get() {
                call.state.set(CallState::Ended { has_failed });
            }
            call.is_under_way()
        });
    }

    /// Lets overlays see the calls up to one, until this is called again or the turn ends. Cut from an artifact without lists
    /// that need it.
    #[inline(never)]
    pub(super) fn show(&self, last: CallId) {
        let mut arguments = self.arguments.borrow_mut();
        arguments.append(&mut self.aside.take());
        let shown = arguments.iter().filter(|(id, ..)| *id <= last).count();
        self.aside.replace(arguments.split_off(shown));
    }

    /// Returns whether a call and those before it are settled.
    pub(super) fn is_settled(&self, call: CallId) -> bool {
        self.pending
            .borrow()
            .iter()
            .all(|(pending, _)| *pending > call)
    }

    /// Takes a call that is settled. Returns its action, once.
    pub(super) fn take(&self, call: CallId) -> Option<NodeNumber> {
        let mut pending = self.pending.borrow_mut();
        let at = pending.iter().position(|(id, _)| *id == call)?;
        self.forget_argument(call);
        Some(pending.remove(at).1)
    }

    /// Keeps the argument of a call until it is settled. Cut from an artifact that shows nothing optimistically.
    #[inline(never)]
    fn keep_argument(&self, id: CallId, action: NodeNumber, argument: &[u8]) {
        let mut arguments = self.arguments.borrow_mut();
        arguments.push((id, action, Rc::from(argument)));
    }

    #[inline(never)]
    fn forget_argument(&self, call: CallId) {
        let mut arguments = self.arguments.borrow_mut();
        arguments.retain(|(id, ..)| *id != call);
    }

    /// Calls `each` with each pending call, its action and its argument.
    pub(super) fn each_kept(&self, mut each: impl FnMut(CallId, NodeNumber, &[u8])) {
        let arguments = self.arguments.borrow();
        arguments
            .iter()
            .for_each(|(id, action, argument)| each(*id, *action, argument));
    }

    /// Returns the action and the argument of a pending call.
    pub(super) fn argument(&self, call: CallId) -> Option<(NodeNumber, Rc<[u8]>)> {
        let arguments = self.arguments.borrow();
        let (_, action, argument) = arguments.iter().find(|(id, ..)| *id == call)?;
        Some((*action, Rc::clone(argument)))
    }

    /// Calls `each` with the action and the argument of each pending call, in the order in which they were made.
    pub(super) fn each_argument(&self, mut each: impl FnMut(NodeNumber, &Rc<[u8]>)) {
        let arguments = self.arguments.borrow();
        arguments
            .iter()
            .for_each(|(_, action, argument)| each(*action, argument));
    }

    /// Notes that a node is an action that the page before has called.
    pub(super) fn note(&self, action: NodeNumber) {
        if !self.are_of(action) {
            self.actions.borrow_mut().push(action);
        }
    }

    /// Calls `each` with the actions that were called, and whether a call is pending that is none of `others`.
    pub(super) fn each(&self, others: &[CallId], mut each: impl FnMut(NodeNumber, bool)) {
        let pending = self.pending.borrow();
        for action in self.actions.borrow().iter() {
            let is_other = |(id, of): &(CallId, NodeNumber)| of == action && !others.contains(id);
            each(*action, pending.iter().any(is_other));
        }
    }

    /// Returns whether a call is pending that is none of `others`.
    pub(super) fn are_pending(&self, others: &[CallId]) -> bool {
        let pending = self.pending.borrow();
        pending.iter().any(|(id, _)| !others.contains(id))
    }
}
