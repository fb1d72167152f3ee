//! The trailers of calls: with them, calls of [idempotent](crate::Action::idempotent) actions are made again on the page that is rebuilt.
//!
//! An artifact without such actions has none of this: see `idempotent` in the features of the build tool.

use std::cell::RefCell;

use super::dom::Surroundings;
use super::nodes::{CALLED, FAILED, push_kept};
use super::page::Page;
use crate::action::{CallError, FINGERPRINT, RANDOM, TRAILER, trailer_length};
use crate::graph::NodeId;
use crate::wire::number::NodeNumber;

/// The difference between the number of an action and that of its calls with trailers, among what is kept. No node has such a number,
/// so only the action itself asks for them.
pub(super) const WITH_TRAILER: u32 = 1 << 30;

/// The number under which each call with a trailer is counted there, so that the page which is rebuilt misses those whose action it
/// does not have. Of a page with a password, no more than the count is stored.
pub(super) const COUNTED: NodeNumber = NodeNumber(2 * WITH_TRAILER - 1);

/// A bit beside the error of a failed call there: its argument has a trailer.
pub(super) const HAS_TRAILER: u8 = 8;

/// The number of sessions that may be lost while they have a call, before the call counts as the cause.
const LOSSES: u8 = 2;

/// A fingerprint, behind the address of the page's nodes and the number of the action there.
type NodeFingerprint = ((usize, NodeNumber), u64);

thread_local! {
    /// The fingerprints of all actions, in order.
    static FINGERPRINTS: RefCell<Vec<NodeFingerprint>> = const { RefCell::new(Vec::new()) };
}

/// Takes the fingerprint of an action from the end of what the server has said of it, and returns the fingerprint; 0 if there is none.
pub(super) fn fingerprint(nodes: usize, action: NodeNumber, said: Option<&mut Vec<u8>>) -> u64 {
    FINGERPRINTS.with_borrow_mut(|all| {
        let found = all.binary_search_by_key(&(nodes, action), |(of, _)| *of);
        if let Some(said) = said
            && let Some(at) = said.len().checked_sub(FINGERPRINT)
        {
            let print = said.split_off(at).try_into().map_or(0, u64::from_le_bytes);
            match found {
                Ok(at) => all[at].1 = print,
                Err(at) => all.insert(at, ((nodes, action), print)),
            }
            return print;
        }
        found.map_or(0, |at| all[at].1)
    })
}

/// Forgets the fingerprints of a page that is gone: the nodes of another one may have their address.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn forget_fingerprints(nodes: usize) {
    // The thread may be ending.
    let _ = FINGERPRINTS.try_with(|all| all.borrow_mut().retain(|((of, _), _)| *of != nodes));
}

/// Adds a new trailer to the argument of a call, if the action is idempotent.
#[inline(never)]
pub(super) fn add(page: &Page, action: NodeId, argument: &mut Vec<u8>) {
    let link = page.link.get().filter(|_| trailer_length(action) > 0);
    if let Some(number) = link.and_then(|link| link.number(action)) {
        add_new(page, number, argument);
    }
}

/// Adds a new trailer to the argument of a call.
pub(super) fn add_new(page: &Page, action: NodeNumber, argument: &mut Vec<u8>) {
    let mut trailer = [0; TRAILER];
    page.dom.fill_random(&mut trailer[..RANDOM]);
    let fingerprint = page.nodes.fingerprint(action).to_le_bytes();
    trailer[RANDOM..][..FINGERPRINT].copy_from_slice(&fingerprint);
    argument.extend_from_slice(&trailer);
}

/// Adds the trailer of a call that has failed to the argument of the call that somebody makes in its place.
#[inline(never)]
pub(super) fn add_again(page: &Page, action: NodeNumber, failed: &[u8], argument: &mut Vec<u8>) {
    if let Some(at) = failed.len().checked_sub(page.nodes.trailer_length(action))
        && let [trailer @ .., _] = &failed[at..]
    {
        argument.extend_from_slice(trailer);
        argument.push(0);
    }
}

/// Adds a call to what is kept, if it has a trailer. Returns false without one. In a build in which the action is not idempotent any
/// more, nobody knows whether the call has run.
#[inline(never)]
pub(super) fn keep(page: &Page, kept: &mut Vec<u8>, action: NodeNumber, argument: &[u8]) -> bool {
    let has_trailer = page.nodes.trailer_length(action) > 0;
    if has_trailer {
        push_kept(kept, action, FAILED, &[CallError::Unknown.number()]);
        push_kept(kept, NodeNumber(action.0 | WITH_TRAILER), CALLED, argument);
        push_kept(kept, COUNTED, CALLED, &[]);
    }
    has_trailer
}

/// Takes the next call of an action with a trailer that the page before has kept.
pub(super) fn take(page: &Page, action: u32) -> Option<Vec<u8>> {
    let kept = page.dom.kept(action | WITH_TRAILER)?;
    page.dom.kept(COUNTED.0);
    Some(kept)
}

/// Returns whether the page before has kept a call with a trailer that was not taken.
pub(super) fn is_left(page: &Page) -> bool {
    page.dom.kept(COUNTED.0).is_some()
}

/// Returns the argument of a call that the server had when its session was lost, for the page that makes it again. Returns nothing
/// without a trailer, and if sessions were lost too often with it.
pub(super) fn outliving(page: &Page, action: NodeNumber, argument: &[u8]) -> Option<Vec<u8>> {
    let (losses, rest) = argument.split_last()?;
    let is_it = page.nodes.trailer_length(action) > 0 && *losses < LOSSES;
    is_it.then(|| [rest, &[losses + 1]].concat())
}

/// Returns whether a call that the page before has kept is one of this page's action and visitor.
pub(super) fn is_own(page: &Page, action: NodeNumber, argument: &[u8]) -> bool {
    let fingerprint = page.nodes.fingerprint(action);
    page.nodes.trailer_length(action) > 0
        && fingerprint != 0
        && argument
            .split_last()
            .is_some_and(|(_, rest)| rest.ends_with(&fingerprint.to_le_bytes()))
}
