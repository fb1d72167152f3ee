//! The calls of actions that have failed, with their arguments, so that they can be made again.
//!
//! An artifact that never asks for them has none of this: see `retry` in the features of the build tool.

use std::cell::RefCell;
use std::rc::Rc;

use super::dom::{Dom, Node};
use super::form;
use super::page::{self, Page, dom};
use crate::action::{CallError, KeptCall};
use crate::graph::{NodeId, hooks};
use crate::wire::codec;

thread_local! {
    static FAILED: RefCell<Vec<CallToRetry>> = const { RefCell::new(Vec::new()) };
}

/// A call that has failed.
struct CallToRetry {
    /// The page, by its address.
    page: usize,
    action: NodeId,
    argument: Rc<[u8]>,
    error: Option<CallError>,
    /// The form that was submitted.
    form: Option<Node>,
}

impl CallToRetry {
    fn is_of(&self, page: &Page, action: NodeId) -> bool {
        self.page == number(page) && self.action == action
    }

    /// Calls the action again. If the form still has what was submitted, it is emptied after a success; the page goes where the
    /// action leads in any case.
    fn make_again(self) {
        let form = self.form.as_ref().filter(|form| self.is_in(form));
        form::note(self.action, form.cloned());
        page::call(self.action, self.argument.to_vec());
    }

    /// Returns whether a form still has what was submitted.
    fn is_in(&self, form: &Node) -> bool {
        let entries = dom(|dom| dom.form_data(form, None));
        entries.iter().all(|entry| self.submits(entry))
    }

    /// Returns whether an entry is one of the form that was submitted.
    fn submits(&self, entry: &(String, String)) -> bool {
        let entry = codec::encode(entry);
        self.argument.windows(entry.len()).any(|part| part == entry)
    }
}

fn number(page: &Page) -> usize {
    std::ptr::from_ref(page).addr()
}

/// Keeps a call that has failed; without `error`, it has returned one.
pub(super) fn keep(page: &Page, action: NodeId, argument: Rc<[u8]>, error: Option<CallError>) {
    let call = CallToRetry {
        page: number(page),
        action,
        argument,
        error,
        form: form::submitted(action),
    };
    FAILED.with_borrow_mut(|failed| {
        failed.retain(|call| call.page != number(page) || hooks::exists(call.action));
        failed.push(call);
    });
}

/// Calls `each` with the action, the error and the argument of each call of a page that has failed.
pub(super) fn each(page: &Page, mut each: impl FnMut(NodeId, Option<CallError>, &[u8])) {
    FAILED.with_borrow(|failed| {
        let own = failed.iter().filter(|call| call.page == number(page));
        own.for_each(|call| each(call.action, call.error, &call.argument));
    });
}

/// Forgets the calls of an action that have failed.
#[inline(never)]
pub(super) fn forget(page: &Page, action: NodeId) {
    FAILED.with_borrow_mut(|failed| failed.retain(|call| !call.is_of(page, action)));
}

/// Forgets the calls of a page that is gone: another one may have its address.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn forget_all(page: &Page) {
    // The thread may be ending.
    let _ = FAILED.try_with(|failed| {
        failed.borrow_mut().retain(|call| call.page != number(page));
    });
}

/// Returns the calls of an action that have failed, and then those that are under way.
#[inline(never)]
pub(crate) fn kept_calls(action: NodeId) -> Vec<KeptCall> {
    let page = page::current();
    let mut kept = Vec::new();
    FAILED.with_borrow(|failed| {
        for call in failed {
            if call.is_of(&page, action) {
                kept.push(KeptCall::failed(Rc::clone(&call.argument), call.error));
            }
        }
    });
    for call in page::calls_under_way() {
        if call.action == action {
            kept.push(KeptCall::under_way(call.argument));
        }
    }
    kept
}

/// Makes the calls of an action that have failed once more.
pub(crate) fn retry(action: NodeId) {
    if !kept_calls(action).iter().any(KeptCall::may_be_retried) {
        return;
    }
    let page = page::current();
    let failed = FAILED.take();
    let (again, others) = failed
        .into_iter()
        .partition::<Vec<_>, _>(|call| call.is_of(&page, action));
    FAILED.set(others);
    for call in again {
        if KeptCall::failed(Rc::clone(&call.argument), call.error).may_be_retried() {
            call.make_again();
        }
    }
}
