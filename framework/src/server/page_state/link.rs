//! What of the page's graph the browser needs.
//!
//! # Input
//! The client functions on the page with what they captured, and which sources server code uses.
//!
//! # Output
//! Which of them the browser runs (*live*), which sources it may write (*iso*), and which nodes it must know.
//!
//! # Rules
//! 1. Events, effects and node refs are live.
//! 2. A setter that a live function captured makes its node iso; a handle that it captured is needed.
//! 3. A node is dirty if it is iso, or a client memo that captured a dirty node. What captured a node whose value holds
//!    a handle captured that one's node too.
//! 4. A binding or gate is live if it captured a dirty node, or if all it captured is on the client anyway.
//! 5. A client memo is live if it is dirty and needed. Any other needed node is a mirror: its value is sent.
//! 6. What server code uses goes up; if it uses a client memo, it uses what that captured.
//!
//! # Why a fixpoint
//! A live memo may capture a setter's node and make another binding live. Every step only adds, so it ends, and what
//! later content adds goes on from where the last step ended: nothing is ever taken back.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::{Rc, Weak};

use crate::cross;
use crate::function::{Captured, Captures, Function, Unattached, What};
use crate::graph::{NodeId, ScopeId, hooks, on_cleanup};
use crate::part::{KindId, Locator, Target, Value};
use crate::server::page_state::numbers::Numbers;
use crate::wire::message::Uplink;
use crate::wire::number::Region;

/// One live instance of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Resident(u32);

/// One client function of a resident.
type PartId = (Resident, usize);

/// See the head of this file.
#[derive(Default)]
pub(crate) struct Link {
    residents: HashMap<Resident, Instance>,
    next: u32,
    nodes: HashMap<NodeId, Node>,
    /// Residents with functions that became live since the last snapshot.
    promoted: Vec<Resident>,
    /// Bindings nobody has decided about yet.
    undecided: Vec<PartId>,
    /// Where the server ran what the browser took over since the last snapshot.
    relieved: Vec<ScopeId>,
    /// Sources with another uplink, or none before, since the last snapshot.
    uplinked: Vec<NodeId>,
    todo: Vec<Todo>,
    home: Home,
}

/// The tables from which what is gone is taken.
#[derive(Clone, Default)]
struct Home {
    link: Weak<RefCell<Link>>,
    numbers: Weak<Numbers>,
}

/// A kind's functions with what they captured.
struct Instance {
    region: Region,
    kind: KindId,
    slots: u16,
    parts: Vec<Part>,
    scope: ScopeId,
    is_promoted: bool,
}

struct Part {
    what: What<Unattached>,
    slots: &'static [u16],
    values: Rc<[Vec<u8>]>,
    captures: Rc<[Capture]>,
    runs: Runs,
}

struct Capture {
    nodes: Vec<NodeId>,
    writes: Vec<NodeId>,
    within: Vec<NodeId>,
    relink: fn(&[u8]) -> Vec<u8>,
    elidable: bool,
}

/// Who runs a client function.
#[derive(Clone, Copy, PartialEq)]
enum Runs {
    Nobody,
    Browser,
    /// In this scope.
    Server(ScopeId),
}

/// What is known of a node.
#[derive(Default)]
struct Node {
    is_iso: bool,
    is_dirty: bool,
    is_needed: bool,
    /// Live code captured it without an initializer for it, or got it with another value.
    is_valued: bool,
    uplink: Uplink,
    /// The client memo that it is.
    memo: Option<PartId>,
    /// Where the server keeps the browser's copy up to date.
    mirror: Option<ScopeId>,
    /// Bindings, gates and memos that captured it and are not live.
    waiting: Vec<PartId>,
}

enum Todo {
    Activate(PartId),
    Taint(NodeId),
    Need(NodeId),
}

/// How the browser comes by the value of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// It runs the memo.
    Computed,
    /// It knows what the node starts with, and that is what it still holds.
    Initial,
    /// It is told.
    Sent,
}

/// What is to be sent of a resident.
pub(crate) struct Scope {
    pub region: Region,
    pub kind: KindId,
    /// None: no live function takes it.
    pub slots: Vec<Option<Slot>>,
}

/// One captured value.
pub(crate) struct Slot {
    values: Rc<[Vec<u8>]>,
    value: usize,
    relink: fn(&[u8]) -> Vec<u8>,
}

/// A binding, out of the link, so that it can run.
pub(crate) struct Binding {
    pub region: Region,
    pub at: Locator,
    pub target: Target,
    run: fn(&mut Captures) -> Value,
    values: Rc<[Vec<u8>]>,
}

impl Binding {
    /// Runs it here, over the handles of this side.
    pub fn evaluate(&self) -> Value {
        let _local = cross::local();
        (self.run)(&mut Captures::in_order(&self.values))
    }
}

impl Link {
    /// A link that forgets what is gone, and takes it out of `numbers` too.
    pub fn forgetting(numbers: &Rc<Numbers>) -> Rc<RefCell<Self>> {
        Rc::new_cyclic(|link| {
            RefCell::new(Self {
                home: Home {
                    link: Weak::clone(link),
                    numbers: Rc::downgrade(numbers),
                },
                ..Self::default()
            })
        })
    }

    /// Takes in the client functions of one instance of a kind. It leaves with `scope`.
    pub fn adopt(
        &mut self,
        region: Region,
        kind: KindId,
        slots: u16,
        functions: Vec<Function>,
        scope: ScopeId,
    ) -> Resident {
        let resident = Resident(self.next);
        self.next += 1;
        let parts: Vec<Part> = functions.into_iter().map(Part::new).collect();
        let count = parts.len();
        self.residents.insert(
            resident,
            Instance {
                region,
                kind,
                slots,
                parts,
                scope,
                is_promoted: false,
            },
        );
        let home = self.home.clone();
        scope.run(|| on_cleanup(move || home.forget(resident)));
        (0..count).for_each(|part| self.enlist((resident, part)));
        self.work();
        resident
    }

    /// Whether the browser runs this client function.
    pub fn is_live(&self, resident: Resident, part: usize) -> bool {
        self.part((resident, part))
            .is_some_and(|part| part.runs == Runs::Browser)
    }

    /// A binding, to be run here.
    pub fn binding(&self, resident: Resident, part: usize) -> Option<Binding> {
        let instance = self.residents.get(&resident)?;
        let part = instance.parts.get(part)?;
        let What::Binding {
            at, target, run, ..
        } = part.what
        else {
            return None;
        };
        Some(Binding {
            region: instance.region,
            at,
            target,
            run,
            values: Rc::clone(&part.values),
        })
    }

    /// The names of the events that live functions listen to.
    pub fn events(&self) -> Vec<&'static str> {
        let live = self.residents.values().flat_map(Instance::live);
        let events = live.filter_map(|part| match part.what {
            What::Event { on, .. } => Some(on.name),
            _ => None,
        });
        events.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Whether a live function is an effect.
    pub fn has_effects(&self) -> bool {
        self.has_live(|what| matches!(what, What::Effect { .. }))
    }

    /// Whether a live function is the condition of a `<Show>`.
    pub fn has_gates(&self) -> bool {
        self.has_live(|what| matches!(what, What::Gate { .. }))
    }

    /// For each resident its region and kind, and which of its functions the browser runs.
    #[cfg(debug_assertions)]
    pub fn running(&self) -> Vec<(Region, KindId, Vec<bool>)> {
        let running = |instance: &Instance| {
            let parts = instance.parts.iter();
            let running = parts.map(|part| part.runs == Runs::Browser).collect();
            (instance.region, instance.kind, running)
        };
        self.residents.values().map(running).collect()
    }

    fn has_live(&self, is_it: impl Fn(&What<Unattached>) -> bool) -> bool {
        let mut live = self.residents.values().flat_map(Instance::live);
        live.any(|part| is_it(&part.what))
    }

    /// Notes that server code uses a node: a source, or a memo and with it (rule 6) what that captured.
    pub fn uses(&mut self, node: NodeId, uplink: Uplink) {
        let known = self.node(node);
        if known.uplink as u8 >= uplink as u8 {
            return;
        }
        known.uplink = uplink;
        let memo = known.memo;
        self.uplinked.push(node);
        let captured = memo.and_then(|id| self.part(id)).map(Part::nodes);
        for node in captured.unwrap_or_default() {
            self.uses(node, uplink);
        }
    }

    /// Notes that server code has read a node, if what the browser writes can change that. A node that comes to be dirty
    /// later is looked at again: whoever reads it now may be the browser by then.
    pub fn reads(&mut self, node: NodeId, uplink: Uplink) {
        let known = self.nodes.get(&node);
        if known.is_some_and(|known| known.is_dirty) {
            self.uses(node, uplink);
        }
    }

    /// Takes what the browser has to be told of uplinks, beyond what comes with nodes that are new to it.
    pub fn take_uplinked(&mut self) -> Vec<(NodeId, Uplink)> {
        let mut uplinked = std::mem::take(&mut self.uplinked);
        uplinked.sort_unstable();
        uplinked.dedup();
        let with_uplink = uplinked.into_iter().map(|node| (node, self.uplink(node)));
        with_uplink
            .filter(|(_, uplink)| *uplink != Uplink::None)
            .collect()
    }

    /// Whether the browser may write sources that it could not write before.
    pub fn has_new_sources(&self) -> bool {
        !self.uplinked.is_empty()
    }

    /// Takes the scopes in which the server ran what the browser took over.
    pub fn take_relieved(&mut self) -> Vec<ScopeId> {
        std::mem::take(&mut self.relieved)
    }

    /// Notes a node that the browser was given, if only inside another one's value.
    pub fn give(&mut self, node: NodeId, is_writable: bool) {
        let known = self.node(node);
        // What nobody captured stands in the value of another node: no client function knows what it starts with.
        known.is_valued |= !known.is_needed;
        self.todo.push(Todo::Need(node));
        if is_writable {
            self.share(node);
        }
        self.work();
    }

    /// Notes where the server mirrors a node.
    pub fn mirrors(&mut self, node: NodeId, scope: ScopeId) {
        self.node(node).mirror = Some(scope);
    }

    /// When the browser sends what it writes to a node.
    pub fn uplink(&self, node: NodeId) -> Uplink {
        self.nodes
            .get(&node)
            .filter(|node| node.is_iso)
            .map_or(Uplink::None, |node| node.uplink)
    }

    /// Whether the browser may write a node, or call it.
    pub fn is_iso(&self, node: NodeId) -> bool {
        self.nodes.get(&node).is_some_and(|node| node.is_iso)
    }

    /// How the browser comes by the value of a node.
    pub fn origin(&self, node: NodeId) -> Origin {
        match self.nodes.get(&node) {
            Some(known) if self.is_run_by_browser(known) => Origin::Computed,
            Some(known) if !known.is_valued && !hooks::is_written(node) => Origin::Initial,
            _ => Origin::Sent,
        }
    }

    /// Takes the residents with functions that became live, by region.
    pub fn take_promoted(&mut self) -> Vec<Scope> {
        let mut promoted = std::mem::take(&mut self.promoted);
        promoted.sort_unstable_by_key(|resident| {
            self.residents.get(resident).map(|instance| instance.region)
        });
        let mut take = |resident: Resident| self.residents.get_mut(&resident).map(Instance::scope);
        promoted.into_iter().filter_map(&mut take).collect()
    }

    /// Bindings for which the browser has everything anyway become live.
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

    /// Bindings that are not live, now that everything is known which the browser is given: those that can change become
    /// the server's.
    pub fn take_dormant(&mut self) -> Vec<(Resident, usize, ScopeId)> {
        std::mem::take(&mut self.undecided)
            .into_iter()
            .filter_map(|id| self.hand_to_server(id))
            .collect()
    }

    fn hand_to_server(&mut self, (resident, index): PartId) -> Option<(Resident, usize, ScopeId)> {
        let instance = self.residents.get_mut(&resident)?;
        let part = instance.parts.get_mut(index)?;
        let can_change = part
            .captures
            .iter()
            .any(|capture| !capture.nodes.is_empty());
        if part.runs != Runs::Nobody || !can_change || !matches!(part.what, What::Binding { .. }) {
            return None;
        }
        let scope = instance.scope.child();
        part.runs = Runs::Server(scope);
        Some((resident, index, scope))
    }

    /// Whether live functions of the same resident bring all that this one captured.
    fn has_all_slots(&self, (resident, part): PartId) -> bool {
        let Some(instance) = self.residents.get(&resident) else {
            return false;
        };
        let is_brought = |slot: &u16| instance.live().any(|live| live.slots.contains(slot));
        instance.parts[part].slots.iter().all(is_brought)
    }

    /// Rule 1, and waiting for the others.
    fn enlist(&mut self, id: PartId) {
        let Some(part) = self.part(id) else { return };
        match part.what {
            What::Event { .. } | What::NodeRef { .. } | What::Effect { .. } => {
                self.todo.push(Todo::Activate(id))
            }
            What::Binding { .. } | What::Gate { .. } => {
                let nodes = [part.nodes(), part.within()].concat();
                self.wait(id, nodes);
                self.undecided.push(id);
            }
            What::Memo { .. } => {
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

    fn wait(&mut self, id: PartId, nodes: Vec<NodeId>) {
        for node in nodes {
            self.node(node);
            let Some(known) = self.nodes.get_mut(&node) else {
                continue;
            };
            if known.is_dirty {
                return self.reached(id);
            }
            if known.waiting.len() == known.waiting.capacity() {
                // Rows come and go, and what all of them captured stays.
                known
                    .waiting
                    .retain(|(resident, _)| self.residents.contains_key(resident));
            }
            known.waiting.push(id);
        }
    }

    /// Rule 3 for memos, rule 4 for the others: this function captured a dirty node.
    fn reached(&mut self, id: PartId) {
        let Some(part) = self.part(id) else { return };
        match (part.what, part.nodes().first()) {
            (What::Memo { .. }, Some(own)) => self.todo.push(Todo::Taint(*own)),
            (What::Memo { .. }, None) => {}
            _ => self.todo.push(Todo::Activate(id)),
        }
    }

    fn work(&mut self) {
        while let Some(next) = self.todo.pop() {
            match next {
                Todo::Activate(id) => self.activate(id),
                Todo::Taint(node) => self.taint(node),
                Todo::Need(node) => self.need(node),
            }
        }
    }

    /// Rule 2.
    fn activate(&mut self, id: PartId) {
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
            .filter(|_| matches!(part.what, What::Memo { .. }));
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

    /// Rule 5.
    fn need(&mut self, node: NodeId) {
        let known = self.node(node);
        if !std::mem::replace(&mut known.is_needed, true) {
            let memo = known.memo.filter(|_| known.is_dirty);
            self.todo.extend(memo.map(Todo::Activate));
        }
    }

    fn is_run_by_browser(&self, node: &Node) -> bool {
        let memo = node.memo.and_then(|id| self.part(id));
        memo.is_some_and(|memo| memo.runs == Runs::Browser)
    }

    fn part(&self, (resident, part): PartId) -> Option<&Part> {
        self.residents.get(&resident)?.parts.get(part)
    }

    /// What is known of a node; it is forgotten with it.
    fn node(&mut self, node: NodeId) -> &mut Node {
        self.nodes.entry(node).or_insert_with(|| {
            if let Some(owner) = hooks::owner(node) {
                let home = self.home.clone();
                owner.run(|| on_cleanup(move || home.forget_node(node)));
            }
            Node::default()
        })
    }
}

impl Home {
    fn forget(&self, resident: Resident) {
        if let Some(link) = self.link.upgrade() {
            link.borrow_mut().residents.remove(&resident);
        }
    }

    fn forget_node(&self, node: NodeId) {
        if let (Some(link), Some(numbers)) = (self.link.upgrade(), self.numbers.upgrade()) {
            link.borrow_mut().nodes.remove(&node);
            numbers.forget(node);
        }
    }
}

impl Part {
    fn new(function: Function) -> Self {
        let Function {
            slots,
            captures,
            what,
        } = function;
        let mut values = Vec::with_capacity(captures.len());
        let mut kept = Vec::with_capacity(captures.len());
        for Captured {
            bytes,
            nodes,
            writes,
            within,
            relink,
            reader: _,
            elidable,
        } in captures
        {
            values.push(bytes);
            kept.push(Capture {
                nodes,
                writes,
                within,
                relink,
                elidable,
            });
        }
        Self {
            what,
            slots,
            values: values.into(),
            captures: kept.into(),
            runs: Runs::Nobody,
        }
    }

    /// The handles in the values of those that it captured; a memo's own is not captured for its value.
    fn within(&self) -> Vec<NodeId> {
        let own = usize::from(matches!(self.what, What::Memo { .. }));
        let captures = self.captures.iter().skip(own);
        captures
            .flat_map(|capture| capture.within.iter().copied())
            .collect()
    }

    /// The handles it captured; of a memo the first is its own.
    fn nodes(&self) -> Vec<NodeId> {
        self.captures
            .iter()
            .flat_map(|capture| capture.nodes.iter().copied())
            .collect()
    }
}

impl Instance {
    fn live(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.runs == Runs::Browser)
    }

    /// What to send of it: the slots that live functions take.
    fn scope(&mut self) -> Scope {
        self.is_promoted = false;
        let mut slots: Vec<Option<Slot>> = (0..self.slots).map(|_| None).collect();
        for part in self.live() {
            for ((slot, value), capture) in part.slots.iter().zip(0..).zip(part.captures.iter()) {
                if let Some(free @ None) = slots.get_mut(usize::from(*slot)) {
                    *free = Some(Slot {
                        values: Rc::clone(&part.values),
                        value,
                        relink: capture.relink,
                    });
                }
            }
        }
        Scope {
            region: self.region,
            kind: self.kind,
            slots,
        }
    }
}

impl Slot {
    /// Its value, in the crossing context of the time of the call.
    pub fn encode(&self) -> Vec<u8> {
        (self.relink)(&self.values[self.value])
    }
}
