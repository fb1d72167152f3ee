//! The rules of the link, applied to the facts about a page until nothing new follows.

use std::rc::Rc;

use super::{Link, ResidentPart, ResidentPartId, Runs, Todo};
use crate::function::Role;
use crate::graph::NodeId;
use crate::wire::message::Uplink;

impl Link {
    /// Notes that server code uses a node: a source, or a memo and with it the nodes that the memo captured (rule 6).
    pub fn uses(&mut self, node: NodeId, uplink: Uplink) {
        let known = self.node(node);
        if known.uplink as u8 >= uplink as u8 {
            return;
        }
        known.uplink = uplink;
        let memo = known.memo;
        self.uplinked.push(node);
        let captured = memo.and_then(|id| self.part(id)).map(ResidentPart::nodes);
        for node in captured.unwrap_or_default() {
            self.uses(node, uplink);
        }
    }

    /// Notes that server code has read a node, if a write of the browser can change the node's value. If the node
    /// becomes dirty only later, the reading code is examined again then: the browser may run it by that time.
    pub fn reads(&mut self, node: NodeId, uplink: Uplink) {
        let known = self.nodes.get(&node);
        if known.is_some_and(|known| known.is_dirty) {
            self.uses(node, uplink);
        }
    }

    /// Notes a node that the browser was given, if only inside the value of another node.
    pub fn give(&mut self, node: NodeId, is_writable: bool) {
        let known = self.node(node);
        // A node that no client function captured is in the value of another node, so the browser does not know its
        // first value.
        known.is_valued |= !known.is_needed;
        self.todo.push(Todo::Need(node));
        if is_writable {
            self.share(node);
        }
        self.work();
    }

    /// Gives to the browser the bindings whose captures it has anyway.
    pub fn activate_complete(&mut self) {
        let undecided = self.undecided.clone();
        for id in undecided {
            if self.part(id).is_some_and(|part| part.runs == Runs::Nobody) && self.has_all_slots(id)
            {
                self.todo.push(Todo::Activate(id));
            }
        }
        self.work();
    }

    /// Applies rule 1, and enlists the other functions with the nodes that they wait for.
    pub(super) fn enlist(&mut self, id: ResidentPartId) {
        let Some(part) = self.part(id) else { return };
        match part.role {
            Role::Event { .. } | Role::NodeRef { .. } | Role::Effect { .. } => {
                self.todo.push(Todo::Activate(id))
            }
            Role::Binding { .. } | Role::Gate { .. } => {
                let nodes = [part.nodes(), part.within()].concat();
                self.wait(id, nodes);
                self.undecided.push(id);
            }
            Role::Memo { .. } => {
                let (mut nodes, within) = (part.nodes(), part.within());
                if !nodes.is_empty() {
                    let own = nodes.remove(0);
                    let known = self.node(own);
                    known.memo = Some(id);
                    let uplink = known.uplink;
                    nodes.iter().for_each(|node| self.uses(*node, uplink));
                }
                nodes.extend(within);
                self.wait(id, nodes);
            }
        }
    }

    fn wait(&mut self, id: ResidentPartId, nodes: Vec<NodeId>) {
        for node in nodes {
            self.node(node);
            let Some(known) = self.nodes.get_mut(&node) else {
                continue;
            };
            if known.is_dirty {
                return self.reached(id);
            }
            if known.waiting.len() == known.waiting.capacity() {
                // Rows come and go, but the nodes that all of them captured stay: forget the rows that are gone.
                known
                    .waiting
                    .retain(|(resident, _)| self.residents.contains_key(resident));
            }
            known.waiting.push(id);
        }
    }

    /// Applies rule 3 (memos) or rule 4 (other functions): this function captured a dirty node.
    pub(super) fn reached(&mut self, id: ResidentPartId) {
        let Some(part) = self.part(id) else { return };
        match (part.role, part.nodes().first()) {
            (Role::Memo { .. }, Some(own)) => self.todo.push(Todo::Taint(*own)),
            (Role::Memo { .. }, None) => {}
            _ => self.todo.push(Todo::Activate(id)),
        }
    }

    pub(super) fn work(&mut self) {
        while let Some(next) = self.todo.pop() {
            match next {
                Todo::Activate(id) => self.activate(id),
                Todo::Taint(node) => self.taint(node),
                Todo::Need(node) => self.need(node),
            }
        }
    }

    /// Applies rule 2.
    fn activate(&mut self, id: ResidentPartId) {
        let Some(instance) = self.residents.get_mut(&id.0) else {
            return;
        };
        let part = &mut instance.parts[id.1];
        match part.runs {
            Runs::Browser => return,
            Runs::Server(scope) => self.relieved.push(scope),
            Runs::Nobody => {}
        }
        part.runs = Runs::Browser;
        let captures = Rc::clone(&part.captures);
        let memo = part
            .nodes()
            .first()
            .copied()
            .filter(|_| matches!(part.role, Role::Memo { .. }));
        if !std::mem::replace(&mut instance.is_promoted, true) {
            self.promoted.push(id.0);
        }
        if let Some(mirror) = memo.and_then(|memo| self.node(memo).mirror.take()) {
            self.relieved.push(mirror);
        }
        for capture in captures.iter() {
            for node in &capture.nodes {
                self.node(*node).is_valued |= !capture.elidable;
                self.todo.push(Todo::Need(*node));
            }
            capture.writes.iter().for_each(|node| self.share(*node));
        }
    }

    fn share(&mut self, node: NodeId) {
        let known = self.node(node);
        if !std::mem::replace(&mut known.is_iso, true) {
            let mirror = known.mirror.take();
            self.relieved.extend(mirror);
            self.uplinked.push(node);
            self.todo.push(Todo::Taint(node));
        }
    }

    fn taint(&mut self, node: NodeId) {
        let known = self.node(node);
        if std::mem::replace(&mut known.is_dirty, true) {
            return;
        }
        let waiting = std::mem::take(&mut known.waiting);
        let memo = known.memo.filter(|_| known.is_needed);
        self.todo.extend(memo.map(Todo::Activate));
        waiting.into_iter().for_each(|id| self.reached(id));
    }

    /// Applies rule 5.
    fn need(&mut self, node: NodeId) {
        let known = self.node(node);
        if !std::mem::replace(&mut known.is_needed, true) {
            let memo = known.memo.filter(|_| known.is_dirty);
            self.todo.extend(memo.map(Todo::Activate));
        }
    }

    /// Returns whether functions of the same resident that the browser runs bring all slots that this one takes.
    fn has_all_slots(&self, (resident, part): ResidentPartId) -> bool {
        let Some(instance) = self.residents.get(&resident) else {
            return false;
        };
        let is_brought = |slot: &u16| instance.in_browser().any(|live| live.slots.contains(slot));
        instance.parts[part].slots.iter().all(is_brought)
    }
}
