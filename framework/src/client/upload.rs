//! Files of forms that are submitted to actions: they are sent first, in a request of their own.

use std::cell::RefCell;

use super::dom::{Dom, Node, SentForm};
use super::event::{Event, submit as submit_event};
use super::{form, page};
use crate::action::{self, CallError, state};
use crate::graph::NodeId;
use crate::wire::codec;

thread_local! {
    static SENDING: RefCell<Vec<SendingForm>> = const { RefCell::new(Vec::new()) };
}

/// A form whose files are on their way.
struct SendingForm {
    action: NodeId,
    form: Node,
    /// The number of the request.
    number: u32,
}

/// Sends the files of a form, and then calls an action with its entries, unless that is under way.
pub(crate) fn submit(action: NodeId, event: &Event<submit_event>) {
    let Some(form) = event.form() else { return };
    if is_under_way(action, &form) {
        return;
    }
    let number = page::next_number();
    action::change(action, |calls| state::sending(state::begun(calls), 0));
    let submitter = event.submitting();
    let sent = form.clone();
    SENDING.with_borrow_mut(|sending| {
        sending.push(SendingForm {
            action,
            form,
            number,
        });
    });
    page::dom(|dom| dom.send_form(&sent, submitter.as_ref(), number));
}

fn is_under_way(action: NodeId, form: &Node) -> bool {
    let is_sending = SENDING.with_borrow(|sending| {
        let mut own = sending.iter().filter(|sending| sending.action == action);
        own.any(|sending| sending.form == *form)
    });
    is_sending || form::last_entries(action, Some(form)).is_some()
}

/// Stops sending the files for an action.
pub(crate) fn cancel(action: NodeId) {
    while let Some(sending) = take(|sending| sending.action == action) {
        page::dom(|dom| dom.stop_form(sending.number));
        action::change(action, |calls| state::ended(state::sent(calls), None));
    }
}

/// Takes a form whose files are not on their way any more.
fn take(is_it: impl Fn(&SendingForm) -> bool) -> Option<SendingForm> {
    SENDING.with_borrow_mut(|sending| {
        let at = sending.iter().position(is_it)?;
        Some(sending.swap_remove(at))
    })
}

/// Takes note of how far the request with this number is.
pub(crate) fn progressed(number: u32, sent: SentForm) {
    let Some(sending) = take(|sending| sending.number == number) else {
        return;
    };
    let action = sending.action;
    match sent {
        SentForm::Percent(percent) => {
            SENDING.with_borrow_mut(|all| all.push(sending));
            action::change(action, |calls| state::sending(calls, percent));
        }
        SentForm::Entries(entries) => {
            action::change(action, |calls| state::ended(state::sent(calls), None));
            form::call(action, Some(sending.form), codec::encode(&entries));
        }
        SentForm::Lost => {
            let refused = Some(CallError::Refused);
            action::change(action, |calls| state::ended(state::sent(calls), refused));
        }
    }
}
