//! The part of a link that keeps form controls up to date: linked only into artifacts whose markup binds the state of a
//! control.
//!
//! Such an artifact calls [`Registry::controls`](crate::client::Registry::controls), and everything here is reached
//! only through [`CONTROLS`].

#[cfg(target_arch = "wasm32")]
use std::cell::RefCell;

use super::answers::Answers;
use super::calls::Calls;
use crate::client::control::{self, Changing};
use crate::client::dom::{Dom, Host, Node};
use crate::client::event::RawEvent;
use crate::client::page::{self, Page};
use crate::part::{Control, Value};
#[cfg(target_arch = "wasm32")]
use crate::wire::column::Reader;
use crate::wire::number::{CallId, Seq};
#[cfg(target_arch = "wasm32")]
use crate::wire::read;

/// The functions of this part of the runtime.
#[derive(Debug)]
pub struct ControlHooks {
    /// Listens to the input of a person in controls.
    pub(super) open: fn(&Page),
    /// Notes that a handler of a control with a bound state runs.
    pub(in crate::client) asked: fn(&Answers, &Page, &Node),
    /// Notes that nodes are about to have the values of the page before.
    pub(super) restoring: fn(&Page),
    /// Returns whether a value must not be shown in a control now, because a person is entering something there.
    pub(in crate::client) withholds: fn(&Answers, &Node) -> bool,
    /// Sets the first state of a control in new content.
    pub(in crate::client) fill: fn(&Host, &Node, Control, Value),
    /// Chooses again the options of a select in new content.
    pub(in crate::client) choose_said: fn(&Host, &Node),
    /// Notes that the content of an element, which may be a select, is about to change.
    changing: fn(&Host, &Node) -> Changing,
    /// Notes that it has changed.
    changed: fn(&Host, Changing),
    /// Notes an update that acknowledges a batch.
    pub(super) update: fn(&Answers, Seq),
    /// Shows a value of the server in a control.
    pub(in crate::client) say: fn(&Answers, &Host, &Node, Control, Value),
    /// Ends a turn, given the batch with its writes and its last call; shows values whose input is answered.
    pub(super) turn_ended: fn(&Answers, &Page, Option<Seq>, Option<CallId>, &Calls),
}

/// The functions, to which an artifact refers if it binds the state of a control.
pub static CONTROLS: ControlHooks = ControlHooks {
    open,
    asked: Answers::asked,
    restoring: control::expect_told,
    withholds: Answers::withholds,
    fill: control::fill,
    choose_said: control::choose_said,
    changing: control::changing,
    changed: control::changed,
    update: Answers::update,
    say: Answers::say,
    turn_ended,
};

/// Input of a person in a control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entering {
    /// A change that may go on.
    Goes,
    /// A change that is finished.
    Ends,
    /// The loss of the focus.
    Leaves,
}

fn open(page: &Page) {
    page.hook("input", |page, event| entered(page, event, Entering::Goes));
    // Values that were held back are shown after handlers have read the input.
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

/// Changes the content of an element. Only an artifact that binds the state of controls must keep selects up to date.
#[cfg(not(target_arch = "wasm32"))]
pub(in crate::client) fn changing(dom: &Host, parent: &Node, change: &mut dyn FnMut()) {
    match page::current().registry.controls_part() {
        Some(controls) => {
            let before = (controls.changing)(dom, parent);
            change();
            (controls.changed)(dom, before);
        }
        None => change(),
    }
}

/// The steps of the script beside the wasm that concern controls. The script uses the same numbers.
#[cfg(target_arch = "wasm32")]
mod step {
    /// The content of the element is about to change.
    pub(super) const CHANGING: u8 = 0;
    /// The content of the element has changed.
    pub(super) const CHANGED: u8 = 1;
    /// The options of the select are there.
    pub(super) const CHOOSE: u8 = 2;
    /// The control is new, and has a value.
    pub(super) const FILL: u8 = 3;
}

/// Takes a step that the script beside the wasm asks for, as it applies an update. `value` is the place of the
/// control's value in the update.
#[cfg(target_arch = "wasm32")]
pub(in crate::client) fn step(step: u8, node: &Node, control: u8, value: usize) {
    thread_local! {
        static CHANGES: RefCell<Changing> = const { RefCell::new(None) };
    }
    let page = page::current();
    let dom = &page.dom;
    let (Some(controls), Some(link)) = (page.registry.controls_part(), page.link.get()) else {
        return;
    };
    match step {
        step::CHANGING => {
            CHANGES.replace((controls.changing)(dom, node));
        }
        step::CHANGED => (controls.changed)(dom, CHANGES.take()),
        step::CHOOSE => (controls.choose_said)(dom, node),
        _ => {
            let update = link.reading();
            let value = read::value(&mut Reader::exact(&update[value..]));
            let control = read::control(control);
            match step {
                step::FILL => (controls.fill)(dom, node, control, value),
                _ => (controls.say)(link.answers(), dom, node, control, value),
            }
        }
    }
}
