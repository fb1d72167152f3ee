//! The calls of actions that have failed, with their arguments, so that they can be made again.
//!
//! An artifact that never asks for them has none of this: see `retry` in the features of the build tool.

use std::cell::RefCell;
use std::rc::Rc;

use super::dom::{Dom, Node};
use super::page::{self, Page, dom};
use super::{form, trailer};
use crate::action::{CallError, KeptCall, without_trailer};
use crate::graph::{NodeId, hooks};
use crate::wire::codec;
use crate::wire::number::NodeNumber;

thread_local! {
    static FAILED: RefCell<Vec<CallToRetry>> = const { RefCell::new(Vec::new()) };
}

/// A call that has failed.
struct CallToRetry {
    /// The page, by its address.
    page: usize,
    /// The number of the action, which need not be in the graph yet.
    action: NodeNumber,
    /// The argument, with the trailer of the call if it has one.
    argument: Rc<[u8]>,
    error: Option<CallError>,
    /// The form that was submitted.
    form: Option<Node>,
}

impl CallToRetry {
    fn is_of(&self, page: &Page, action: NodeNumber) -> bool {
        self.page == number(page) && self.action == action
    }

    fn kept(&self, page: &Page) -> KeptCall {
        let has_trailer = page.nodes.trailer_length(self.action) > 0;
        KeptCall::failed(Rc::clone(&self.argument), self.error, has_trailer)
    }

    /// Returns the argument without the trailer of the call.
    fn bare(&self, page: &Page) -> &[u8] {
        without_trailer(&self.argument, page.nodes.trailer_length(self.action))
    }

    /// Returns the form, if it still has what was submitted.
    fn form(&self) -> Option<Node> {
        self.form.clone().filter(|form| self.is_in(form))
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
pub(super) fn keep(
    page: &Page,
    action: NodeNumber,
    argument: Rc<[u8]>,
    error: Option<CallError>,
    form: Option<Node>,
) {
    let call = CallToRetry {
        page: number(page),
        action,
        argument,
        error,
        form,
    };
    FAILED.with_borrow_mut(|failed| {
        failed.retain(|call| call.page != number(page) || exists(page, call.action));
        failed.push(call);
    });
}

/// Returns whether an action is not known to be gone.
fn exists(page: &Page, action: NodeNumber) -> bool {
    page.nodes.id(action).is_none_or(hooks::exists)
}

/// Calls `each` with the action, the error and the argument of each call of a page that has failed.
pub(super) fn each(page: &Page, mut each: impl FnMut(NodeNumber, Option<CallError>, &[u8])) {
    FAILED.with_borrow(|failed| {
        let own = failed.iter().filter(|call| call.page == number(page));
        own.for_each(|call| each(call.action, call.error, &call.argument));
    });
}

/// Takes note that an action is called: the call that has failed with this argument and may be made again is made again,
/// or else all calls of the action that have failed are forgotten. Returns whether one is made again: `argument` has its trailer by then.
#[inline(never)]
pub(super) fn begin(page: &Page, action: NodeId, argument: &mut Vec<u8>) -> bool {
    let Some(action) = number_of(page, action) else {
        return false;
    };
    FAILED.with_borrow_mut(|failed| {
        let is_it = |call: &CallToRetry| {
            call.is_of(page, action)
                && call.kept(page).may_be_retried()
                && call.bare(page) == *argument
        };
        let again = failed.iter().position(is_it);
        match again {
            Some(at) => trailer::add_again(page, action, &failed.remove(at).argument, argument),
            None => failed.retain(|call| !call.is_of(page, action)),
        }
        again.is_some()
    })
}

fn number_of(page: &Page, action: NodeId) -> Option<NodeNumber> {
    page.link.get()?.number(action)
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
    let number = number_of(&page, action);
    FAILED.with_borrow(|failed| {
        for call in failed {
            if number.is_some_and(|action| call.is_of(&page, action)) {
                kept.push(call.kept(&page));
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

/// Makes the calls of an action that have failed once more, if they may be. If the form of one still has what was submitted,
/// it is emptied after a success; the page goes where the action leads in any case.
pub(crate) fn retry(action: NodeId) {
    let page = page::current();
    let Some(number) = number_of(&page, action) else {
        return;
    };
    while let Some((form, argument)) = next(&page, number) {
        form::call(action, form, argument);
    }
}

/// Returns the form and the argument of the first call of an action that may be made again.
fn next(page: &Page, action: NodeNumber) -> Option<(Option<Node>, Vec<u8>)> {
    FAILED.with_borrow(|failed| {
        let mut own = failed.iter().filter(|call| call.is_of(page, action));
        let call = own.find(|call| call.kept(page).may_be_retried())?;
        Some((call.form(), call.bare(page).to_vec()))
    })
}
