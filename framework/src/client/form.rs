//! Forms that are submitted to actions.

use std::cell::Cell;

use super::dom::{Dom, Node, Surroundings};
use super::event::{Event, submit as submit_event};
use super::page::{self, Page, dom};
use crate::form::after::{DONE, GO, REFUSED};
use crate::graph::NodeId;
use crate::wire::codec;
use crate::wire::number::{CallId, NodeNumber};

/// Does what follows a call, whose result this is.
type Follow = fn(CallId, &[u8]);

thread_local! {
    /// Set by the first form that is submitted, so that a page without forms has no code for them.
    static FOLLOW: Cell<Option<Follow>> = const { Cell::new(None) };
}

/// A call with the entries of a form, which has not ended.
pub(super) struct FormCall {
    call: CallId,
    action: NodeNumber,
    /// The form, which is emptied after a success; `None` if it is not known, or was submitted and emptied since.
    form: Option<Node>,
    /// The encoded entries.
    entries: Vec<u8>,
}

impl FormCall {
    fn is_of(&self, action: NodeNumber, form: Option<&Node>) -> bool {
        self.action == action && self.form.as_ref() == form
    }
}

/// Calls an action with the entries of a form, unless the last call of the form has the same and has not ended.
pub(crate) fn submit(action: NodeId, event: &Event<submit_event>) {
    let (form, entries) = (event.form(), codec::encode(&event.form_data()));
    let last = last_entries(action, form.as_ref());
    let is_sent = match &last {
        Some(last) => *last == entries,
        None => is_kept(action, &entries),
    };
    if !is_sent {
        call(action, form, entries);
    }
}

/// Returns whether a call with these entries has not ended that the page before has made.
fn is_kept(action: NodeId, entries: &[u8]) -> bool {
    let page = page::current();
    let calls = page.form_calls.borrow();
    let action = number(&page, action);
    calls
        .iter()
        .any(|one| one.form.is_none() && Some(one.action) == action && one.entries == entries)
}

/// Calls an action with the encoded entries of a form, and does what follows.
pub(super) fn call(action: NodeId, form: Option<Node>, entries: Vec<u8>) {
    FOLLOW.set(Some(follow));
    let page = page::current();
    if let Some(call) = page::call(action, entries.clone())
        && let Some(action) = number(&page, action)
    {
        note(&page, call, action, form, entries);
    }
}

/// Takes note of a call with the entries of a form. That of a call which the page before has made is not known.
pub(super) fn note(
    page: &Page,
    call: CallId,
    action: NodeNumber,
    form: Option<Node>,
    entries: Vec<u8>,
) {
    let form_call = FormCall {
        call,
        action,
        form,
        entries,
    };
    page.form_calls.borrow_mut().push(form_call);
}

fn number(page: &Page, action: NodeId) -> Option<NodeNumber> {
    page.link.get()?.number(action)
}

/// Returns the encoded entries of the last call of a form that has not ended.
pub(super) fn last_entries(action: NodeId, form: Option<&Node>) -> Option<Vec<u8>> {
    let page = page::current();
    let action = number(&page, action)?;
    let calls = page.form_calls.borrow();
    let mut own = calls.iter().rev();
    Some(own.find(|one| one.is_of(action, form))?.entries.clone())
}

/// Returns the form with a call that has not ended.
pub(super) fn submitted(page: &Page, call: CallId) -> Option<Node> {
    let calls = page.form_calls.borrow();
    let own = calls.iter().find(|one| one.call == call)?;
    own.form.clone()
}

/// Takes note that a call has ended, with this result.
pub(super) fn ended(call: CallId, result: &[u8]) {
    match FOLLOW.get() {
        Some(follow) => follow(call, result),
        None => forget(&page::current(), call),
    }
}

/// Takes note that a call has ended of which nothing follows.
pub(super) fn forget(page: &Page, call: CallId) {
    page.form_calls.borrow_mut().retain(|one| one.call != call);
}

/// Takes a form whose call has ended, and returns whether it was submitted again since. Calls before that one, which have not
/// ended, do not change the form any more.
fn take(call: CallId) -> Option<(Option<Node>, bool)> {
    let page = page::current();
    let mut calls = page.form_calls.borrow_mut();
    let at = calls.iter().position(|one| one.call == call)?;
    let FormCall { action, form, .. } = calls.remove(at);
    let before = calls[..at].iter_mut();
    before
        .filter(|one| one.is_of(action, form.as_ref()))
        .for_each(|one| one.form = None);
    let mut later = calls[at..].iter();
    let is_again = later.any(|one| one.is_of(action, form.as_ref()));
    Some((form, is_again))
}

fn follow(call: CallId, result: &[u8]) {
    let Some((form, is_again)) = take(call) else {
        return;
    };
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
        [DONE, ..] if !is_again => form.iter().for_each(reset),
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
