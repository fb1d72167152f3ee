//! Forms that are submitted to actions.

use std::cell::{Cell, RefCell};

use super::dom::{Dom, Node, Surroundings};
use super::event::{Event, submit as submit_event};
use super::page::{self, dom};
use crate::action::{calls, state};
use crate::form::after::{DONE, GO, REFUSED};
use crate::graph::NodeId;
use crate::wire::codec;

/// Does what follows a call of an action, whose result this is.
type Follow = fn(NodeId, &[u8]);

thread_local! {
    /// Set by the first form that is submitted, so that a page without forms has no code for them.
    static FOLLOW: Cell<Option<Follow>> = const { Cell::new(None) };
    /// The forms whose call has not ended.
    static SUBMITTED: RefCell<Vec<(NodeId, Option<Node>)>> = const { RefCell::new(Vec::new()) };
}

/// Calls an action with the entries of a form, unless a call is under way.
pub(crate) fn submit(action: NodeId, event: &Event<submit_event>) {
    if state::pending(calls(action)) > 0 {
        return;
    }
    if let Some(form) = event.form() {
        note(action, Some(form));
    }
    page::call(action, codec::encode(&event.form_data()));
}

/// Lets what follows a call of an action be done, to a form if there is one.
pub(super) fn note(action: NodeId, form: Option<Node>) {
    FOLLOW.set(Some(follow));
    SUBMITTED.with_borrow_mut(|submitted| {
        submitted.retain(|(of, _)| *of != action);
        submitted.push((action, form));
    });
}

/// Returns the form whose call has not ended.
pub(super) fn submitted(action: NodeId) -> Option<Node> {
    SUBMITTED.with_borrow(|submitted| {
        let submitted = submitted.iter().find(|(of, _)| *of == action)?;
        submitted.1.clone()
    })
}

/// Forgets the form of an action that is not called after all.
pub(super) fn forget(action: NodeId) {
    SUBMITTED.with_borrow_mut(|submitted| submitted.retain(|(of, _)| *of != action));
}

/// Takes note that a call has ended, with this result.
pub(super) fn ended(action: NodeId, result: &[u8]) {
    if let Some(follow) = FOLLOW.get() {
        follow(action, result);
    }
}

fn follow(action: NodeId, result: &[u8]) {
    let form = SUBMITTED.with_borrow_mut(|submitted| {
        let at = submitted.iter().position(|(of, _)| *of == action)?;
        Some(submitted.swap_remove(at).1)
    });
    let Some(form) = form else { return };
    let reset = |form: &Node| {
        dom(|dom| {
            dom.call(form, "reset", &[]);
        });
    };
    match result {
        [GO, address @ ..] => {
            let address = str::from_utf8(address).unwrap_or_default();
            dom(|dom| dom.navigate(address));
        }
        [DONE, ..] => form.iter().for_each(reset),
        [REFUSED, id @ ..] => {
            let mut invalid = String::from("[aria-invalid][aria-describedby^=");
            invalid.push_str(str::from_utf8(id).unwrap_or_default());
            invalid.push_str("-]");
            dom(|dom| {
                if let Some(control) = dom.query(&invalid) {
                    dom.call(&control, "focus", &[]);
                }
            });
        }
        _ => {}
    }
}
