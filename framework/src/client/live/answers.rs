//! Input of a person in controls, and whether the server has answered it.
//!
//! Until then, values of the server are not shown over what was entered, because they are older. The answer to an event
//! is the update that acknowledges the batch of its turn, and the settlement of the calls made in it. After that a
//! control shows the value that the server has sent meanwhile. If an action was called, and the person has finished
//! (has left the field, or changed a box), the control shows the value of its binding, even if the action has refused
//! the input and the server sent nothing. If no action was called and the server has another value than the one that
//! was entered (its check has refused or changed it), a text that a person may go on with stays until it is finished.

use std::cell::{Cell, RefCell};

use crate::client::control::{self, Sort};
use crate::client::dom::{Host, Node};
use crate::client::page::Page;
use crate::part::{Control, Value};
use crate::wire::number::{CallId, Seq};

/// The controls with input that is not answered.
#[derive(Default)]
pub struct Answers {
    entered: RefCell<Vec<EnteredControl>>,
    /// The last batch that is acknowledged, and the one before the update that is applied.
    acknowledged: Cell<Seq>,
    before: Cell<Seq>,
    /// True while an update is applied.
    is_applying: Cell<bool>,
}

struct EnteredControl {
    node: Node,
    /// True if the person may go on: the text was not committed.
    is_open: bool,
    /// True if a handler has run in this turn.
    is_new: bool,
    asked: Option<Asked>,
    /// The value that the server has sent meanwhile.
    owed: Option<(Control, Value)>,
}

/// The batch and call that were sent because of the input.
struct Asked {
    batch: Seq,
    /// The last call of the turn, if it made any.
    call: Option<CallId>,
}

impl Answers {
    /// Notes that a control has changed, and that the person may go on.
    pub(super) fn changed(&self, dom: &Host, node: &Node) {
        if !Sort::of_element(dom, node).is_text() {
            return;
        }
        self.with(node, |entered| {
            entered.is_open = true;
            entered.is_new = true;
            entered.asked = None;
        });
    }

    /// Notes that the change is finished.
    pub(super) fn committed(&self, node: &Node) {
        self.with(node, |entered| {
            entered.is_open = false;
            entered.is_new = true;
        });
    }

    /// Notes that the control has lost the focus.
    pub(super) fn left(&self, node: &Node) {
        let mut all = self.entered.borrow_mut();
        if let Some(entered) = all.iter_mut().find(|entered| entered.node == *node) {
            entered.is_open = false;
        }
    }

    /// Notes that a handler of a control runs, though later than its event.
    pub(super) fn asked(&self, page: &Page, node: &Node) {
        control::note_bound(page, node);
        self.with(node, |entered| entered.is_new = true);
    }

    /// Notes an update that acknowledges a batch.
    pub(super) fn update(&self, ack: Seq) {
        self.before.set(self.acknowledged.replace(ack));
        self.is_applying.set(true);
    }

    /// Shows a value of the server in a control, or keeps it until the input is answered.
    pub(super) fn say(&self, dom: &Host, node: &Node, control: Control, value: Value) {
        let sort = Sort::of(control);
        control::note(dom, node, sort, &value);
        let mut all = self.entered.borrow_mut();
        let entered = all.iter_mut().find(|entered| entered.node == *node);
        match entered {
            Some(entered) if !entered.is_heard(self.acknowledged.get()) => {
                entered.owed = Some((control, value));
            }
            entered => {
                entered.into_iter().for_each(|entered| entered.owed = None);
                control::put(dom, node, sort, value);
            }
        }
    }

    /// Returns whether values of an update must not be shown in a control: a person is entering something that the
    /// server has not received, or that the update answers with another value.
    pub(super) fn withholds(&self, node: &Node) -> bool {
        let is_ahead = |entered: &EnteredControl| {
            entered.node == *node && entered.is_open && !self.was_answered(entered)
        };
        self.is_applying.get() && self.entered.borrow().iter().any(is_ahead)
    }

    /// Returns whether input called an action, or was answered before the update that is applied.
    fn was_answered(&self, entered: &EnteredControl) -> bool {
        let asked = entered.asked.as_ref();
        asked.is_some_and(|asked| asked.call.is_some() || asked.batch <= self.before.get())
    }

    /// Ends a turn. `batch` is the number of the batch that carries its writes, `call` the last call that it made.
    pub(super) fn turn_ended(&self, batch: Option<Seq>, call: Option<CallId>) {
        self.is_applying.set(false);
        for entered in &mut *self.entered.borrow_mut() {
            if let (true, Some(batch)) = (std::mem::take(&mut entered.is_new), batch) {
                // One event can cause several turns: the calls of the first one are still to be answered.
                let before = entered.asked.as_ref().and_then(|asked| asked.call);
                let call = call.or(before);
                entered.asked = Some(Asked { batch, call });
            }
        }
    }

    /// Shows the values of controls whose input is answered. `is_settled` tells whether a call and those before it are
    /// settled.
    pub(super) fn settle(&self, page: &Page, is_settled: impl Fn(CallId) -> bool) {
        let acknowledged = self.acknowledged.get();
        let mut answered = Vec::new();
        self.entered.borrow_mut().retain_mut(|entered| {
            if !entered.is_answered(acknowledged, &is_settled) {
                return true;
            }
            let (owed, has_called) = (entered.owed.take(), entered.has_called());
            answered.push((entered.node.clone(), owed, has_called, entered.is_open));
            entered.is_open
        });
        for (node, owed, has_called, is_open) in answered {
            if let Some((control, value)) = owed {
                control::put(&page.dom, &node, Sort::of(control), value);
            }
            match (has_called, is_open) {
                (true, false) => control::show_said(page, &node),
                // The text stays, whatever the server has made of it.
                (false, true) => {}
                (true, true) | (false, false) => control::settle(page, &node, false),
            }
        }
    }

    fn with(&self, node: &Node, f: impl FnOnce(&mut EnteredControl)) {
        let mut all = self.entered.borrow_mut();
        if let Some(entered) = all.iter_mut().find(|entered| entered.node == *node) {
            return f(entered);
        }
        let mut entered = EnteredControl {
            node: node.clone(),
            is_open: false,
            is_new: false,
            asked: None,
            owed: None,
        };
        f(&mut entered);
        all.push(entered);
    }
}

impl EnteredControl {
    /// Returns whether the server has received the input, given the last acknowledged batch.
    fn is_heard(&self, acknowledged: Seq) -> bool {
        match &self.asked {
            Some(asked) => asked.batch <= acknowledged,
            None => !self.is_open,
        }
    }

    fn is_answered(&self, acknowledged: Seq, is_settled: impl Fn(CallId) -> bool) -> bool {
        let call = self.asked.as_ref().and_then(|asked| asked.call);
        self.is_heard(acknowledged) && call.is_none_or(is_settled)
    }

    fn has_called(&self) -> bool {
        self.asked
            .as_ref()
            .is_some_and(|asked| asked.call.is_some())
    }
}
