//! A batch is applied as a whole, or not at all.

use std::any::Any;
use std::rc::Rc;

use super::work::CheckedCall;
use super::{Outgoing, Session};
use crate::action::{self, CallError, state, trailer_length, without_trailer};
use crate::cross::Ways;
use crate::facts::Way;
use crate::graph::{NodeId, batch, hooks};
use crate::optimistic::CallUnderWay;
use crate::server::page_state::crossed;
use crate::server::page_state::numbers::Lookup;
use crate::server::view::limit::Limit;
use crate::wire::DecodeError;
use crate::wire::bounded::Budget;
use crate::wire::close::Reason;
use crate::wire::limits::{Limits, VIOLATIONS};
use crate::wire::message::{self, Batch, Outcome, Settlement};
use crate::wire::number::CallId;
use crate::wire::sequence::BatchOrder;

/// The reason why a batch is refused.
pub(super) enum Refusal {
    /// The browser sent a number that it was never given, or a value of the wrong type.
    Violation,
    /// A value is larger than allowed. An honest browser can send one, so this is not counted against it.
    TooMuch,
}

/// A node, and its new value.
pub(super) type NewValue = (NodeId, Rc<dyn Any>);

/// A batch in which everything is allowed.
#[derive(Default)]
struct Checked {
    writes: Vec<NewValue>,
    calls: Vec<CheckedCall>,
    /// Calls of actions that are gone.
    stale: Vec<CallId>,
}

impl Session {
    /// Applies the next batch. A batch that came before has been answered already.
    pub(super) fn batch(&mut self, batch: Batch) -> Vec<Outgoing> {
        self.sent.acknowledged(batch.seen);
        self.names = None;
        match self.inbox.arrival(batch.seq) {
            BatchOrder::Again => return self.update(),
            BatchOrder::Gap => return self.violated(),
            BatchOrder::Next => {}
        }
        match self.check(&batch) {
            Ok(checked) => self.commit(batch, checked),
            Err(Refusal::TooMuch) => self.refuse(batch, &Outcome::TooLarge),
            Err(Refusal::Violation) => match self.violated() {
                dismissed if !dismissed.is_empty() => dismissed,
                _ => self.refuse(batch, &Outcome::Refused),
            },
        }
    }

    /// Checks everything before anything is applied. A node that is gone is not counted against the browser, which
    /// could not know.
    fn check(&self, batch: &Batch) -> Result<Checked, Refusal> {
        let budget = Budget::new(&Limits::default());
        let mut checked = Checked::default();
        for write in &batch.writes {
            checked.writes.extend(self.check_write(write, &budget)?);
        }
        for call in &batch.calls {
            match self.check_call(call, &budget)? {
                Some(call) => checked.calls.push(call),
                None => checked.stale.push(call.id),
            }
        }
        Ok(checked)
    }

    pub(super) fn check_write(
        &self,
        write: &message::Write,
        budget: &Budget,
    ) -> Result<Option<NewValue>, Refusal> {
        match self.stage.known.numbers().given(write.node) {
            Lookup::Node(entry) if self.may_write(entry.node) && entry.value.ways == Ways::Both => {
                let value = (entry.value.receive)(&write.value, budget)?;
                Ok(Some((entry.node, value)))
            }
            Lookup::Stale => Ok(None),
            Lookup::Node(_) | Lookup::Never => Err(Refusal::Violation),
        }
    }

    fn check_call(
        &self,
        call: &message::Call,
        budget: &Budget,
    ) -> Result<Option<CheckedCall>, Refusal> {
        match self.stage.known.numbers().given(call.action) {
            Lookup::Node(entry) if self.may_write(entry.node) => {
                let actions = &self.stage.actions;
                let run = actions.runner(entry.node).ok_or(Refusal::Violation)?;
                let trailer = trailer_length(entry.node);
                let lasting_id = actions.lasting_id(entry.node, &call.argument);
                if lasting_id.is_none() && trailer > 0 {
                    return Err(Refusal::Violation);
                }
                Ok(Some(CheckedCall {
                    id: call.id,
                    action: entry.node,
                    run: run(without_trailer(&call.argument, trailer), budget)?,
                    argument: actions.kept_argument(entry.node, &call.argument),
                    lasting_id,
                }))
            }
            Lookup::Stale => Ok(None),
            Lookup::Node(_) | Lookup::Never => Err(Refusal::Violation),
        }
    }

    /// Returns whether a client function on the page was given the node's setter, or the action.
    pub(super) fn may_write(&self, node: NodeId) -> bool {
        self.stage.known.link(|link| link.is_iso(node))
    }

    fn commit(&mut self, received: Batch, checked: Checked) -> Vec<Outgoing> {
        let are_taken = batch(|| self.take(checked.writes));
        if let Some(observer) = &self.stage.observer {
            observer.received(&self.stage.known, &received);
        }
        self.note(&received);
        for call in &checked.calls {
            let argument = call.argument.as_deref().unwrap_or_default();
            self.stage
                .actions
                .begin(call.action, argument, received.seen);
        }
        self.inbox.applied(received);
        let gone = checked.stale.into_iter();
        let gone = gone.map(|call| settlement(call, &Outcome::Gone));
        self.settled.extend(gone);
        if !are_taken {
            for call in checked.calls {
                if let Some(argument) = call.argument {
                    let action = call.action;
                    let (call, told) =
                        (CallUnderWay { action, argument }, self.sent.next_version());
                    let error = Some(CallError::Refused);
                    self.stage.actions.keep_failed(call, error, told);
                }
                note_refusal(call.action, &Outcome::Refused);
                self.settled.push(settlement(call.id, &Outcome::Refused));
            }
        } else if !checked.calls.is_empty() {
            self.work.get_or_insert_default().call(checked.calls);
        }
        self.start_calls();
        self.update()
    }

    /// Writes what the browser has sent, as far as the application's checks take it. Returns whether nothing was refused.
    /// Each check sees the writes before its own; the update of this turn tells the browser of values that differ.
    pub(super) fn take(&self, writes: Vec<NewValue>) -> bool {
        let mut are_taken = true;
        for (node, value) in writes {
            let taken = match self.stage.beside.check(node) {
                Some(check) => check(value),
                None => Some(value),
            };
            match taken {
                Some(value) => hooks::replace_value(node, value),
                None => are_taken = false,
            }
        }
        if !are_taken {
            tracing::debug!("a check of the application has refused what a browser wrote");
        }
        are_taken
    }

    fn note(&self, received: &Batch) {
        if !crossed::is_recording() {
            return;
        }
        let numbers = self.stage.known.numbers();
        let written = received.writes.iter().map(|write| write.node);
        let called = received.calls.iter().map(|call| call.action);
        for entry in written.chain(called).filter_map(|node| numbers.entry(node)) {
            self.stage.crossed(Way::Up, entry.node);
        }
    }

    /// Refuses a batch as a whole.
    fn refuse(&mut self, batch: Batch, outcome: &Outcome) -> Vec<Outgoing> {
        let here = self.enter();
        for call in &batch.calls {
            if let Lookup::Node(entry) = self.stage.known.numbers().given(call.action)
                && self.stage.actions.has(entry.node)
            {
                let actions = &self.stage.actions;
                actions.begin(entry.node, &call.argument, batch.seen);
                note_refusal(entry.node, outcome);
            }
            self.settled.push(settlement(call.id, outcome));
        }
        drop(here);
        self.inbox.applied(batch);
        self.update()
    }

    pub(super) fn violated(&mut self) -> Vec<Outgoing> {
        self.violations += 1;
        tracing::warn!(
            count = self.violations,
            "a browser sent what it was never given"
        );
        if self.violations < VIOLATIONS {
            return Vec::new();
        }
        Limit::Violations.hit();
        vec![Outgoing::Dismissal(Reason::Violation)]
    }
}

/// Notes on the node of an action that a call does not run.
fn note_refusal(action: NodeId, outcome: &Outcome) {
    let error = CallError::of(outcome);
    action::change(action, |calls| state::failed(calls, error));
}

fn settlement(call: CallId, outcome: &Outcome) -> Settlement {
    let outcome = outcome.clone();
    Settlement { call, outcome }
}

impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        Limit::hit_by(&error);
        match error {
            DecodeError::TooDeep | DecodeError::TooLarge => Self::TooMuch,
            DecodeError::Malformed | DecodeError::Trailing | DecodeError::TooManyElements => {
                Self::Violation
            }
        }
    }
}
