//! Files of forms that are submitted to actions: they are sent first, in a request of their own.

use std::cell::RefCell;

use super::dom::{Dom, SentForm};
use super::event::{Event, submit as submit_event};
use super::{form, page};
use crate::action::{self, CallError, calls, state};
use crate::graph::NodeId;
use crate::wire::codec;

thread_local! {
    /// The actions whose files are on their way, and the numbers of the requests.
    static SENDING: RefCell<Vec<(NodeId, u32)>> = const { RefCell::new(Vec::new()) };
}

/// Sends the files of a form, and then calls an action with its entries, unless a call is under way.
pub(crate) fn submit(action: NodeId, event: &Event<submit_event>) {
    if state::pending(calls(action)) > 0 {
        return;
    }
    let Some(form) = event.form() else { return };
    form::note(action, Some(form.clone()));
    let number = page::next_number();
    SENDING.with_borrow_mut(|sending| sending.push((action, number)));
    action::change(action, |calls| state::sending(state::begun(calls), 0));
    let submitter = event.submitting();
    page::dom(|dom| dom.send_form(&form, submitter.as_ref(), number));
}

/// Stops sending the files for an action.
pub(crate) fn cancel(action: NodeId) {
    let number = SENDING.with_borrow_mut(|sending| {
        let at = sending.iter().position(|(of, _)| *of == action)?;
        Some(sending.swap_remove(at).1)
    });
    if let Some(number) = number {
        page::dom(|dom| dom.stop_form(number));
        form::forget(action);
        action::change(action, |calls| state::ended(state::sent(calls), None));
    }
}

/// Takes note of how far the request with this number is.
pub(crate) fn progressed(number: u32, sent: SentForm) {
    let mut sending = SENDING.take();
    let at = sending.iter().position(|(_, of)| *of == number);
    let action = at.map(|at| sending[at].0);
    if let (Some(at), SentForm::Entries(_) | SentForm::Lost) = (at, &sent) {
        sending.swap_remove(at);
    }
    SENDING.set(sending);
    let Some(action) = action else { return };
    match sent {
        SentForm::Percent(percent) => {
            action::change(action, |calls| state::sending(calls, percent))
        }
        SentForm::Entries(entries) => {
            action::change(action, |calls| state::ended(state::sent(calls), None));
            page::call(action, codec::encode(&entries));
        }
        SentForm::Lost => {
            form::forget(action);
            let refused = Some(CallError::Refused);
            action::change(action, |calls| state::ended(state::sent(calls), refused));
        }
    }
}
