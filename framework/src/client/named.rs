//! The names of calls: an [idempotent](crate::Action::idempotent) action is called again by them on the page that is made anew.
//!
//! An artifact without such actions has none of this: see `idempotent` in the features of the build tool.

use std::cell::RefCell;

use super::dom::Surroundings;
use super::nodes::{CALLED, FAILED, push_kept};
use super::page::Page;
use crate::action::{CHANCE, CallError, MARK, NAME, name_length};
use crate::graph::NodeId;
use crate::wire::number::NodeNumber;

/// Added to the number of an action for its calls with names, among what is kept. No node has such a number, so only the action
/// itself asks for them.
pub(super) const BY_NAME: u32 = 1 << 30;

/// Added to the error of a failed call there, if its name is behind its argument.
pub(super) const NAMED: u8 = 8;

/// The number of sessions that may be lost while they have a call, before the call counts as the cause.
const LOSSES: u8 = 2;

thread_local! {
    /// The marks of actions, by the address of their page's nodes and their numbers there.
    static MARKS: RefCell<Vec<(usize, NodeNumber, u64)>> = const { RefCell::new(Vec::new()) };
}

/// Takes the mark from the end of what the server has said of an action, and returns that of the action; 0 if it has none.
pub(super) fn mark(nodes: usize, action: NodeNumber, said: Option<&mut Vec<u8>>) -> u64 {
    MARKS.with_borrow_mut(|marks| {
        if let Some(said) = said
            && let Some(at) = said.len().checked_sub(MARK)
        {
            let mark = said.split_off(at).try_into().map_or(0, u64::from_le_bytes);
            marks.push((nodes, action, mark));
        }
        let is_it = |(of, number, _): &&(usize, NodeNumber, u64)| *of == nodes && *number == action;
        marks.iter().find(is_it).map_or(0, |(.., mark)| *mark)
    })
}

/// Forgets the marks of a page that is gone: the nodes of another one may have their address.
#[cfg(not(target_arch = "wasm32"))]
pub(super) fn forget_marks(nodes: usize) {
    // The thread may be ending.
    let _ = MARKS.try_with(|marks| marks.borrow_mut().retain(|(of, ..)| *of != nodes));
}

/// Puts a name of its own behind the argument of a call.
#[inline(never)]
pub(super) fn name(page: &Page, action: NodeId, argument: &mut Vec<u8>) {
    let link = page.link.get().filter(|_| name_length(action) > 0);
    if let Some(number) = link.and_then(|link| link.number(action)) {
        let mut name = [0; NAME];
        page.dom.fill_random(&mut name[..CHANCE]);
        name[CHANCE..][..MARK].copy_from_slice(&page.nodes.mark(number).to_le_bytes());
        argument.extend_from_slice(&name);
    }
}

/// Puts the name of a call that has failed behind the argument of the call that somebody makes in its place.
#[inline(never)]
pub(super) fn name_again(page: &Page, action: NodeNumber, failed: &[u8], argument: &mut Vec<u8>) {
    if let Some(at) = failed.len().checked_sub(page.nodes.name_length(action))
        && let [name @ .., _] = &failed[at..]
    {
        argument.extend_from_slice(name);
        argument.push(0);
    }
}

/// Adds a call to what is kept, if it has a name. Returns false without one. For a build in which the action is not idempotent any
/// more, nobody knows whether the call has run.
#[inline(never)]
pub(super) fn keep(page: &Page, kept: &mut Vec<u8>, action: NodeNumber, argument: &[u8]) -> bool {
    let has_name = page.nodes.name_length(action) > 0;
    if has_name {
        push_kept(kept, action, FAILED, &[CallError::Unknown.number()]);
        push_kept(kept, NodeNumber(action.0 | BY_NAME), CALLED, argument);
    }
    has_name
}

/// Returns the argument of a call that the server had when its session was lost, for the page that makes it again. Returns nothing
/// without a name, and if that has happened too often.
pub(super) fn outliving(page: &Page, action: NodeNumber, argument: &[u8]) -> Option<Vec<u8>> {
    let (losses, rest) = argument.split_last()?;
    let is_it = page.nodes.name_length(action) > 0 && *losses < LOSSES;
    is_it.then(|| [rest, &[losses + 1]].concat())
}

/// Returns whether a call that the page before has kept is one of this page's action and visitor.
pub(super) fn is_own(page: &Page, action: NodeNumber, argument: &[u8]) -> bool {
    let mark = page.nodes.mark(action).to_le_bytes();
    page.nodes.name_length(action) > 0
        && argument
            .split_last()
            .is_some_and(|(_, rest)| rest.ends_with(&mark))
}
