//! What a person did to controls, and whether the server has answered it.
//!
//! Until it has, nothing that the server says is shown over what was entered: it is of the time before. The answer to an
//! event is the update that acknowledges the batch of its turn, and the settlement of the calls made in it. Then a control
//! shows what the server said meanwhile. If an action was called, and the person has finished (has left the field, or
//! changed a box), the control shows what its binding says, also if the action has refused what was entered, and nothing
//! was said at all.

use std::cell::{Cell, RefCell};

use crate::client::control::{self, Sort};
use crate::client::dom::{Host, Node};
use crate::client::page::Page;
use crate::part::{Control, Value};
use crate::wire::number::{CallId, Seq};

/// The controls in which something was entered that is not answered.
#[derive(Default)]
pub struct Answers {
    entered: RefCell<Vec<EnteredControl>>,
    /// The last batch that is acknowledged.
    acknowledged: Cell<Seq>,
    /// An update is being applied.
    is_applying: Cell<bool>,
}

struct EnteredControl {
    node: Node,
    /// More may follow: the text was not committed.
    is_open: bool,
    /// A handler has run in this turn.
    is_new: bool,
    asked: Option<Asked>,
    /// What the server has said meanwhile.
    owed: Option<(Control, Value)>,
}

/// What was sent on account of it.
struct Asked {
    batch: Seq,
    /// The last call of the turn, if it made any.
    call: Option<CallId>,
}

impl Answers {
    /// A control has changed, and may go on to.
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

    /// The change is over.
    pub(super) fn committed(&self, node: &Node) {
        self.with(node, |entered| {
            entered.is_open = false;
            entered.is_new = true;
        });
    }

    /// The control has lost the focus.
    pub(super) fn left(&self, node: &Node) {
        let mut all = self.entered.borrow_mut();
        if let Some(entered) = all.iter_mut().find(|entered| entered.node == *node) {
            entered.is_open = false;
        }
    }

    /// A handler of a control runs, if later than its event.
    pub(super) fn asked(&self, page: &Page, node: &Node) {
        control::note_bound(page, node);
        self.with(node, |entered| entered.is_new = true);
    }

    /// An update comes that acknowledges a batch.
    pub(super) fn update(&self, ack: Seq) {
        self.acknowledged.set(ack);
        self.is_applying.set(true);
    }

    /// Shows what the server says of a control, or keeps it until what was entered is answered.
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

    /// Returns whether what an update brings is not to be shown in a control: a person is entering something that the server has
    /// not heard of.
    pub(super) fn withholds(&self, node: &Node) -> bool {
        let is_ahead = |entered: &EnteredControl| {
            entered.node == *node && entered.is_open && entered.asked.is_none()
        };
        self.is_applying.get() && self.entered.borrow().iter().any(is_ahead)
    }

    /// A turn has ended. `batch` is the number of the one that takes what it has to say, `calls` are those it made.
    pub(super) fn turn_ended(&self, batch: Option<Seq>, call: Option<CallId>) {
        self.is_applying.set(false);
        for entered in &mut *self.entered.borrow_mut() {
            if let (true, Some(batch)) = (std::mem::take(&mut entered.is_new), batch) {
                // One event can make several turns: what the first has called is still to be answered.
                let before = entered.asked.as_ref().and_then(|asked| asked.call);
                let call = call.or(before);
                entered.asked = Some(Asked { batch, call });
            }
        }
    }

    /// Shows what is answered. `is_settled` tells of a call whether it and those before it are settled.
    pub(super) fn settle(&self, page: &Page, is_settled: impl Fn(CallId) -> bool) {
        let acknowledged = self.acknowledged.get();
        let mut answered = Vec::new();
        self.entered.borrow_mut().retain_mut(|entered| {
            if !entered.is_answered(acknowledged, &is_settled) {
                return true;
            }
            let has_called = entered.has_called();
            // As long as the text is open, that what was called wants another is not shown.
            let stays = entered.is_open && has_called;
            let shows = has_called && !entered.is_open;
            answered.push((entered.node.clone(), entered.owed.take(), shows));
            stays
        });
        for (node, owed, shows) in answered {
            if let Some((control, value)) = owed {
                control::put(&page.dom, &node, Sort::of(control), value);
            }
            if shows {
                control::show_said(page, &node);
            } else {
                control::settle(page, &node, false);
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
    /// Returns whether the server knows of it, as of this batch.
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
