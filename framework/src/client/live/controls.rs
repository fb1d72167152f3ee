//! The part of a link that looks after form controls: linked only into artifacts whose markup binds the state of one.
//!
//! Such an artifact says so through [`Registry::controls`](crate::client::Registry::controls), and everything here is
//! reached through [`CONTROLS`] alone.

use super::answers::Answers;
use super::calls::Calls;
use crate::client::control;
use crate::client::dom::{Dom, Host, Node};
use crate::client::event::RawEvent;
use crate::client::page::{self, Page};
use crate::part::{Control, Value};
use crate::wire::number::{CallId, Seq};

/// The way into this part of the runtime.
#[derive(Debug)]
pub struct ControlHooks {
    /// Listens to what a person does to controls.
    pub(super) open: fn(&Page),
    /// Takes note that a handler of a control whose state is bound runs.
    pub(in crate::client) asked: fn(&Answers, &Page, &Node),
    /// Returns whether a value that comes now is not to be shown in a control, because of what a person is entering there.
    pub(in crate::client) withholds: fn(&Answers, &Node) -> bool,
    /// Puts the first state into a control of new content.
    pub(in crate::client) fill: fn(&Host, &Node, Control, Value),
    /// Chooses again what a select of new content should show.
    pub(super) choose_said: fn(&Host, &Node),
    /// Changes what is in an element, which may be a select.
    changing: fn(&Host, &Node, &mut dyn FnMut()),
    /// Shows what the server says of a control.
    pub(super) say: fn(&Answers, &Host, &Node, Control, Value),
    /// Ends a turn, whose news the batch takes and which has made the call; shows what is answered.
    pub(super) turn_ended: fn(&Answers, &Page, Option<Seq>, Option<CallId>, &Calls),
}

/// The functions that an artifact refers to if it binds the state of a control.
pub static CONTROLS: ControlHooks = ControlHooks {
    open,
    asked: Answers::asked,
    withholds: Answers::withholds,
    fill: control::fill,
    choose_said: control::choose_said,
    changing: control::changing,
    say: Answers::say,
    turn_ended,
};

/// Notes what a person did to a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entering {
    /// Changed it, and may go on to.
    Goes,
    /// Changed it, and has finished.
    Ends,
    /// Left it.
    Leaves,
}

fn open(page: &Page) {
    page.hook("input", |page, event| entered(page, event, Entering::Goes));
    // What was held back is shown when handlers have read what was entered, so after them.
    page.hook_late("change", |page, event| entered(page, event, Entering::Ends));
    page.hook("blur", |page, event| {
        let event = event.clone();
        let leave = move |page: &Page| entered(page, &event, Entering::Leaves);
        page.after(0, Box::new(leave));
    });
}

fn entered(page: &Page, event: &RawEvent, what: Entering) {
    let (Some(link), Some(node)) = (page.link.get(), page.dom.target(event.host())) else {
        return;
    };
    match what {
        Entering::Goes => link.answers().changed(&page.dom, &node),
        Entering::Ends => link.answers().committed(&node),
        Entering::Leaves => link.answers().left(&node),
    }
}

fn turn_ended(
    answers: &Answers,
    page: &Page,
    batch: Option<Seq>,
    call: Option<CallId>,
    calls: &Calls,
) {
    answers.turn_ended(batch, call);
    answers.settle(page, |call| calls.is_settled(call));
}

/// Changes what is in an element. Only an artifact that binds the state of controls has selects to look after.
pub(super) fn changing(dom: &Host, parent: &Node, mut change: impl FnMut()) {
    match page::current().registry.controls_part() {
        Some(controls) => (controls.changing)(dom, parent, &mut change),
        None => change(),
    }
}
