//! The rules of the link, applied to the facts about a page until nothing new follows.

use super::{Link, ResidentPart, Todo};
use crate::function::{Frame, Function, Role};
use crate::graph::NodeId;
use crate::wire::message::Uplink;

impl Link {
    /// Notes that server code uses a node: a source, or a memo and with it the nodes that the memo captured (rule 6).
    pub fn uses(&mut self, node: NodeId, uplink: Uplink) {
        let known = self.nodes.entry(node);
        if known.uplink as u8 >= uplink as u8 {
            return;
        }
        known.uplink = uplink;
        let memo = known.memo();
        self.uplinked.push(node);
        if let Some((memo, frame)) = memo.and_then(|id| self.function(id)) {
            for (value, _) in frame.taken(&memo) {
                value
                    .nodes()
                    .iter()
                    .for_each(|node| self.uses(*node, uplink));
            }
        }
    }

    /// Notes that server code has read a node, if a write of the browser can change the node's value. If the node
    /// becomes dirty only later, the reading code is examined again then: the browser may run it by that time.
    pub fn reads(&mut self, node: NodeId, uplink: Uplink) {
        let known = self.nodes.get(node);
        if known.is_some_and(|known| known.is_dirty) {
            self.uses(node, uplink);
        }
    }

    /// Notes a node that the browser was given, if only inside the value of another node.
    pub fn give(&mut self, node: NodeId, is_writable: bool) {
        let known = self.nodes.entry(node);
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
        for at in 0..self.undecided.len() {
            let id = self.undecided[at];
            if !self.runs_in_browser(id) && self.has_all_slots(id) {
                self.todo.push(Todo::Activate(id));
            }
        }
        self.work();
    }

    /// Applies rule 1, and enlists the other functions with the nodes that they wait for.
    pub(super) fn enlist(&mut self, id: ResidentPart) {
        let Some((function, frame)) = self.function(id) else {
            return;
        };
        match function.role {
            Role::Event { .. } | Role::NodeRef { .. } | Role::Effect { .. } | Role::List { .. } => {
                self.todo.push(Todo::Activate(id))
            }
            Role::Binding { .. } | Role::Gate { .. } => {
                self.wait(id, None, &function, &frame);
                self.undecided.push(id);
            }
            Role::Memo { .. } => {
                let own = function.first_node(&frame);
                if let Some(own) = own {
                    let known = self.nodes.entry(own);
                    known.set_memo(id);
                    let uplink = known.uplink;
                    for (value, _) in frame.taken(&function).skip(1) {
                        value
                            .nodes()
                            .iter()
                            .for_each(|node| self.uses(*node, uplink));
                    }
                }
                self.wait(id, own, &function, &frame);
            }
        }
    }

    fn function(&self, id: ResidentPart) -> Option<(Function, Frame)> {
        let (function, instance) = self.residents.part(id)?;
        Some((*function, instance.frame.clone()))
    }

    /// Lets a function wait until a node that it captured is dirty, or a node in the value of one. `own` is the node of a
    /// memo, which does not wait for itself.
    fn wait(&mut self, id: ResidentPart, own: Option<NodeId>, function: &Function, frame: &Frame) {
        let captured = frame.taken(function).flat_map(|(value, _)| value.nodes());
        let captured = captured.skip(usize::from(own.is_some()));
        let values = frame.taken(function).skip(usize::from(own.is_some()));
        let within = values.flat_map(|(value, _)| value.within());
        for node in captured.chain(within) {
            let known = self.nodes.entry(*node);
            if known.is_dirty {
                return self.follows(id, function, frame);
            }
            let waiting = known.waiting();
            if waiting.len() == waiting.capacity() && waiting.len() >= MANY {
                // Rows come and go, but the nodes that all of them captured stay: forget the rows that are gone.
                waiting.retain(|waiting| self.residents.get(waiting.resident).is_some());
            }
            waiting.push(id);
        }
    }

    fn reached(&mut self, id: ResidentPart) {
        if let Some((function, frame)) = self.function(id) {
            self.follows(id, &function, &frame);
        }
    }

    /// Applies rule 3 (memos) or rule 4 (other functions): this function captured a dirty node.
    fn follows(&mut self, id: ResidentPart, function: &Function, frame: &Frame) {
        match function.role {
            Role::Memo { .. } => self
                .todo
                .extend(function.first_node(frame).map(Todo::Taint)),
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
    fn activate(&mut self, id: ResidentPart) {
        let Some((kind, instance)) = self.residents.get_mut(id.resident) else {
            return;
        };
        let Some(function) = kind.functions.get(id.part()).copied() else {
            return;
        };
        if !instance.in_browser.add(id.part()) {
            return;
        }
        let frame = instance.frame.clone();
        if !std::mem::replace(&mut instance.is_promoted, true) {
            self.promoted.push(id.resident);
        }
        self.relieved.extend(self.residents.take_on_server(id));
        if let Role::Memo { .. } = function.role
            && let Some(memo) = function.first_node(&frame)
        {
            let known = self.nodes.entry(memo);
            let was_mirrored = std::mem::take(&mut known.is_mirrored);
            self.unmirrored.extend(was_mirrored.then_some(memo));
        }
        for (value, def) in frame.taken(&function) {
            for node in value.nodes() {
                let known = self.nodes.entry(*node);
                known.is_valued |= !def.elidable;
                if !def.reads_within && !std::mem::replace(&mut known.is_open, true) {
                    self.opened.push(*node);
                }
                self.todo.push(Todo::Need(*node));
            }
            def.writes(value).iter().for_each(|node| self.share(*node));
        }
    }

    fn share(&mut self, node: NodeId) {
        let known = self.nodes.entry(node);
        if !std::mem::replace(&mut known.is_iso, true) {
            let was_mirrored = std::mem::take(&mut known.is_mirrored);
            self.unmirrored.extend(was_mirrored.then_some(node));
            self.uplinked.push(node);
            self.todo.push(Todo::Taint(node));
        }
    }

    fn taint(&mut self, node: NodeId) {
        let known = self.nodes.entry(node);
        if std::mem::replace(&mut known.is_dirty, true) {
            return;
        }
        let waiting = known.take_waiting();
        let memo = known.memo().filter(|_| known.is_needed);
        self.todo.extend(memo.map(Todo::Activate));
        waiting.into_iter().for_each(|id| self.reached(id));
    }

    /// Applies rule 5.
    fn need(&mut self, node: NodeId) {
        let known = self.nodes.entry(node);
        if !std::mem::replace(&mut known.is_needed, true) {
            let memo = known.memo().filter(|_| known.is_dirty);
            self.todo.extend(memo.map(Todo::Activate));
        }
    }

    /// Returns whether functions of the same resident that the browser runs bring all slots that this one takes.
    fn has_all_slots(&self, id: ResidentPart) -> bool {
        let Some(known) = self.residents.get(id.resident) else {
            return false;
        };
        let is_brought = |slot: &u16| known.in_browser().any(|live| live.slots.contains(slot));
        known.functions[id.part()].slots.iter().all(is_brought)
    }
}

/// Fewer functions than this that wait for a node are not searched for those that are gone.
const MANY: usize = 16;
