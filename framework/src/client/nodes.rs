//! The nodes that cross, by their numbers. A node is made in the graph when a client function first needs it.

use std::cell::RefCell;

use super::kind::Bound;
use super::{page, trailer};
use crate::action::{self, trailer_length_in};
use crate::cross::{Access, Initial, Resolve, ValueOps};
use crate::graph::{NodeId, hooks, untrack};
use crate::wire::codec;
use crate::wire::column::{Reader, push_varint};
use crate::wire::message::Uplink;
use crate::wire::number::NodeNumber;
use crate::wire::snapshot::NodeRecord;

/// The nodes of a page, in the order of their numbers.
#[derive(Default)]
pub(super) struct Nodes {
    entries: RefCell<Vec<PageNode>>,
    /// The signals of the rows that the browser has made; `None` in place of one that is gone.
    own: RefCell<Vec<Option<(NodeId, &'static ValueOps)>>>,
}

struct PageNode {
    uplink: Uplink,
    is_memo: bool,
    /// True if it has a value of the page in whose place this one was loaded.
    is_kept: bool,
    state: NodeStart,
}

enum NodeStart {
    /// Starts with the initial value of its captured handles.
    Elided,
    /// Starts with this value.
    Sent(Vec<u8>),
    /// A memo that has not been read.
    Computed(Bound, fn(Bound) -> NodeId),
    /// A node of the graph.
    Made(NodeId, &'static ValueOps),
}

impl PageNode {
    /// Makes the node a memo. Returns false if it is one already.
    fn compute(&mut self, bound: Bound, create: fn(Bound) -> NodeId) -> bool {
        let is_new = !std::mem::replace(&mut self.is_memo, true);
        if is_new {
            self.state = NodeStart::Computed(bound, create);
        }
        is_new
    }

    /// Sets the first value, unless the client computes the node: then the server's value is older.
    fn say(&mut self, value: &[u8]) {
        if !self.is_memo {
            self.state = NodeStart::Sent(value.to_vec());
        }
    }
}

impl Nodes {
    /// Adds new nodes, which are numbered in this order.
    pub(super) fn extend(&self, records: Vec<NodeRecord>) {
        let new = records.into_iter().map(|record| PageNode {
            uplink: record.uplink,
            is_memo: false,
            is_kept: false,
            state: record.value.map_or(NodeStart::Elided, NodeStart::Sent),
        });
        self.entries.borrow_mut().extend(new);
    }

    /// Returns the lowest index that no node of the browser's own has.
    pub(super) fn free_own(&self) -> u32 {
        let own = self.own.borrow();
        let free = own.iter().position(Option::is_none);
        free.unwrap_or(own.len()) as u32
    }

    /// Adds a node of the browser's own, with an index that is free.
    pub(super) fn add_own(&self, index: u32, node: (NodeId, &'static ValueOps)) {
        let mut own = self.own.borrow_mut();
        let index = index as usize;
        if index == own.len() {
            own.push(None);
        }
        own[index] = Some(node);
    }

    /// Forgets a node of the browser's own.
    pub(super) fn forget_own(&self, index: u32) {
        if let Some(own) = self.own.borrow_mut().get_mut(index as usize) {
            *own = None;
        }
    }

    /// Makes a node a memo that the client computes. Its number is the first capture. Readers of the server's value
    /// read again, and get the memo's.
    pub(super) fn compute(&self, bound: Bound, create: fn(Bound) -> NodeId) {
        let number = NodeNumber(crate::cross::restore(bound.captures().bytes()));
        let said = self.made(number);
        let is_new = self.with(number, |entry| entry.compute(bound, create));
        if let (Some(true), Some((id, ops))) = (is_new, said) {
            let value = hooks::with_value(id, ops.encode).and_then(|value| (ops.decode)(&value));
            value
                .into_iter()
                .for_each(|value| hooks::replace_value(id, value.into()));
        }
    }

    /// Returns when the browser sends writes to a node.
    pub(super) fn uplink(&self, number: NodeNumber) -> Uplink {
        self.with(number, |entry| entry.uplink).unwrap_or_default()
    }

    /// Changes when the browser sends writes to a node.
    pub(super) fn set_uplink(&self, number: NodeNumber, uplink: Uplink) {
        self.with(number, |entry| entry.uplink = uplink);
    }

    /// Returns the encoded value of a node, if it was written in the browser.
    pub(super) fn written(&self, number: NodeNumber) -> Option<Vec<u8>> {
        let (is_kept, said) = self.with(number, |entry| match &entry.state {
            NodeStart::Sent(value) => (entry.is_kept, Some(value.clone())),
            _ => (entry.is_kept, None),
        })?;
        if let Some((id, ops)) = self.made(number) {
            let is_written = is_kept || hooks::is_written(id);
            return is_written.then(|| hooks::with_value(id, ops.encode))?;
        }
        said.filter(|_| is_kept)
    }

    /// Returns the values of all nodes but actions that were written in the browser, for the page that comes in place of
    /// this one: of each the number, and as bytes with their length the number of its uplink and its value.
    pub(super) fn kept(&self, is_action: impl Fn(NodeNumber) -> bool) -> Vec<u8> {
        let mut all = Vec::new();
        let count = self.entries.borrow().len() as u32;
        for number in 0..count {
            let node = NodeNumber(number);
            if let Some(value) = self.written(node).filter(|_| !is_action(node)) {
                push_kept(&mut all, node, self.uplink(node) as u8, &value);
            }
        }
        all
    }

    /// Gives a node the value that it had in the page in whose place this one was loaded.
    pub(super) fn restore(&self, number: NodeNumber, value: &[u8]) {
        self.receive(number, value);
        self.with(number, |entry| entry.is_kept = true);
    }

    /// Writes a value of the server.
    pub(super) fn receive(&self, number: NodeNumber, value: &[u8]) {
        match self.made(number) {
            Some((id, ops)) => {
                if let Some(value) = (ops.decode)(value) {
                    hooks::replace_value(id, value.into());
                }
            }
            None => {
                self.with(number, |entry| entry.say(value));
            }
        }
    }

    /// Returns the node in the graph, if it was made.
    pub(super) fn id(&self, number: NodeNumber) -> Option<NodeId> {
        self.made(number).map(|(id, _)| id)
    }

    /// Returns the state of an action's calls.
    pub(super) fn calls(&self, action: NodeNumber) -> u32 {
        let calls = self.with(action, |entry| match &entry.state {
            NodeStart::Made(id, _) => action::calls(*id),
            NodeStart::Sent(calls) => Reader::exact(calls).u32(),
            _ => 0,
        });
        calls.unwrap_or_default()
    }

    /// Returns the length of the trailers of an action's calls: 0 if they have none. Cut from an artifact without idempotent actions.
    #[inline(never)]
    pub(super) fn trailer_length(&self, action: NodeNumber) -> usize {
        trailer_length_in(self.calls(action))
    }

    /// Returns the fingerprint of an idempotent action. Cut from an artifact without such actions.
    #[inline(never)]
    pub(super) fn fingerprint(&self, action: NodeNumber) -> u64 {
        let fingerprint = self.with(action, |entry| match &mut entry.state {
            NodeStart::Sent(said) => trailer::fingerprint(self.address(), action, Some(said)),
            _ => trailer::fingerprint(self.address(), action, None),
        });
        fingerprint.unwrap_or_default()
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }

    /// Sets the state of an action's calls.
    pub(super) fn set_calls(&self, action: NodeNumber, calls: u32) {
        self.receive(action, &codec::encode(&calls));
    }

    fn made(&self, number: NodeNumber) -> Option<(NodeId, &'static ValueOps)> {
        if let Some(index) = number.own_index() {
            return self.own.borrow().get(index).copied().flatten();
        }
        self.with(number, |entry| match entry.state {
            NodeStart::Made(id, ops) => Some((id, ops)),
            _ => None,
        })?
    }

    fn with<R>(&self, number: NodeNumber, f: impl FnOnce(&mut PageNode) -> R) -> Option<R> {
        self.entries.borrow_mut().get_mut(number.index()).map(f)
    }

    fn note(&self, number: NodeNumber, id: NodeId, ops: &'static ValueOps) {
        self.with(number, |entry| entry.state = NodeStart::Made(id, ops));
        if let Some(link) = page::current().link.get() {
            link.made(number, id);
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Drop for Nodes {
    fn drop(&mut self) {
        trailer::forget_fingerprints(self.address());
    }
}

impl Resolve for Nodes {
    fn resolve(
        &self,
        number: NodeNumber,
        access: Access,
        ops: &'static ValueOps,
        initial: Option<Initial>,
    ) -> NodeId {
        if access == Access::Call {
            self.fingerprint(number);
        }
        if let Some((id, _)) = self.made(number) {
            return id;
        }
        let state = self.with(number, |entry| {
            std::mem::replace(&mut entry.state, NodeStart::Elided)
        });
        let id = make(state, ops, initial);
        self.note(number, id, ops);
        id
    }
}

/// The number that a call of an action has in place of an uplink, among what is kept.
pub(super) const CALLED: u8 = 3;

/// The number that the error of an action's calls has there.
pub(super) const FAILED: u8 = 6;

/// The number that a call has there which has failed: its error, or 0 if the action has returned one, and its argument. Like
/// all that is kept of calls, a multiple of three.
pub(super) const FAILED_CALL: u8 = 9;

/// Adds a value of a node to what is kept.
pub(super) fn push_kept(kept: &mut Vec<u8>, node: NodeNumber, uplink: u8, value: &[u8]) {
    push_varint(kept, node.0.into());
    push_varint(kept, value.len() as u64 + 1);
    kept.push(uplink);
    kept.extend_from_slice(value);
}

/// Makes a node in the graph. It belongs to the page, whichever function needs it first.
fn make(state: Option<NodeStart>, ops: &'static ValueOps, initial: Option<Initial>) -> NodeId {
    let root = page::current().graph.root();
    let value = match (state, initial) {
        (Some(NodeStart::Computed(bound, create)), _) => {
            return root.run(|| untrack(|| create(bound)));
        }
        (Some(NodeStart::Sent(value)), _) => (ops.decode)(&value),
        (_, initial) => initial.map(|initial| initial()),
    };
    match value {
        Some(value) => hooks::source(root, value),
        None => page::fail("a node has no value of its type, and no initializer"),
    }
}
