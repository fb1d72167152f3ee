//! The nodes that the link knows, by their places in the graph.

use super::residents::ResidentPart;
use crate::graph::{NodeId, hooks};
use crate::wire::message::Uplink;

/// The facts about nodes. A disposed node is forgotten when another one has its place in the graph.
#[derive(Default)]
pub(super) struct LinkedNodes {
    /// For each place in the graph the index of its node in `known`, or [`NONE`].
    at: Vec<u32>,
    known: Vec<(NodeId, LinkedNode)>,
}

/// The facts about a node.
#[derive(Default)]
pub(super) struct LinkedNode {
    pub is_iso: bool,
    pub is_dirty: bool,
    pub is_needed: bool,
    /// A function in the browser captured it without an initializer, or the browser got it with another value.
    pub is_valued: bool,
    /// A function in the browser may do more with the handles in its values than to read them.
    pub is_open: bool,
    pub uplink: Uplink,
    /// The server keeps the browser's copy up to date.
    pub is_mirrored: bool,
    /// The functions that follow it. Most nodes that the browser writes have none: these run there.
    followers: Option<Box<Followers>>,
}

/// The functions that follow a node.
#[derive(Default)]
struct Followers {
    /// The client memo that computes it.
    memo: Option<ResidentPart>,
    /// Bindings, gates and memos that captured it and are not in the browser.
    waiting: Vec<ResidentPart>,
}

const NONE: u32 = u32::MAX;

impl LinkedNode {
    /// Returns the client memo that computes the node.
    pub fn memo(&self) -> Option<ResidentPart> {
        self.followers.as_ref()?.memo
    }

    /// Notes the client memo that computes the node.
    pub fn set_memo(&mut self, memo: ResidentPart) {
        self.followers.get_or_insert_default().memo = Some(memo);
    }

    /// Returns the bindings, gates and memos that captured the node and are not in the browser.
    pub fn waiting(&mut self) -> &mut Vec<ResidentPart> {
        &mut self.followers.get_or_insert_default().waiting
    }

    /// Takes those functions: they wait for the node no more.
    pub fn take_waiting(&mut self) -> Vec<ResidentPart> {
        let memo = self.memo();
        let waiting = self
            .followers
            .take()
            .map_or_else(Vec::new, |all| all.waiting);
        memo.into_iter().for_each(|memo| self.set_memo(memo));
        waiting
    }
}

impl LinkedNodes {
    /// Returns the facts about a node, if there are any.
    pub fn get(&self, node: NodeId) -> Option<&LinkedNode> {
        let at = *self.at.get(node.index as usize)?;
        let (known, facts) = self.known.get(at as usize)?;
        (*known == node).then_some(facts)
    }

    /// Forgets disposed nodes.
    pub fn trim(&mut self) {
        self.known.retain(|(node, _)| hooks::exists(*node));
        self.known.shrink_to_fit();
        self.at.clear();
        for (at, (node, _)) in self.known.iter().enumerate() {
            let place = node.index as usize;
            if self.at.len() <= place {
                self.at.resize(place + 1, NONE);
            }
            self.at[place] = at as u32;
        }
        self.at.shrink_to_fit();
    }

    /// Returns the facts about a node; none are known at first.
    pub fn entry(&mut self, node: NodeId) -> &mut LinkedNode {
        let place = node.index as usize;
        if self.at.len() <= place {
            self.at.resize(place + 1, NONE);
        }
        if self.at[place] == NONE {
            self.at[place] = self.known.len() as u32;
            self.known.push((node, LinkedNode::default()));
        }
        let (known, facts) = &mut self.known[self.at[place] as usize];
        if *known != node {
            *known = node;
            *facts = LinkedNode::default();
        }
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_takes_the_place_of_a_disposed_one() {
        let node = |generation| NodeId {
            index: 7,
            generation,
        };
        let mut nodes = LinkedNodes::default();
        nodes.entry(node(0)).is_iso = true;
        assert!(nodes.get(node(0)).is_some_and(|node| node.is_iso));
        assert!(nodes.get(node(1)).is_none());
        assert!(!nodes.entry(node(1)).is_iso);
        assert!(nodes.get(node(0)).is_none());
    }
}
