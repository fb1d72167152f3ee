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
//! 3. A node is dirty if it is iso, or a client memo that captured a dirty node.
//! 4. A binding or gate is live if it captured a dirty node, or if all it captured is on the client anyway.
//! 5. A client memo is live if it is dirty and needed. Any other needed node is a mirror: its value is sent.
//!
//! # Why a fixpoint
//! A live memo may capture a setter's node and make another binding live. Every step only adds, so it ends, and what
//! later content adds goes on from where the last step ended: nothing is ever taken back.

use std::collections::HashMap;
use std::rc::Rc;

use super::stage::current;
use super::view::{Captured, ClientFn};
use crate::client::{Captures, What};
use crate::cross;
use crate::graph::{NodeId, ScopeId, hooks, on_cleanup};
use crate::part::{KindId, Locator, Target, Value};
use crate::wire::message::Uplink;

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
    todo: Vec<Todo>,
}

/// A kind's functions with what they captured.
pub(crate) struct Instance {
    pub region: u32,
    pub kind: KindId,
    pub slots: u16,
    parts: Vec<Part>,
    scope: ScopeId,
    is_promoted: bool,
}

struct Part {
    what: What,
    slots: &'static [u16],
    values: Rc<[Vec<u8>]>,
    captures: Vec<Capture>,
    runs: Runs,
}

struct Capture {
    nodes: Vec<NodeId>,
    writes: Vec<NodeId>,
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
    /// Live code captured it without an initializer for it.
    is_valued: bool,
    uplink: Uplink,
    /// The client memo that it is.
    memo: Option<PartId>,
    /// Bindings, gates and memos that captured it and are not live.
    waiting: Vec<PartId>,
}

enum Todo {
    Activate(PartId),
    Taint(NodeId),
    Need(NodeId),
}

/// A binding, out of the link, so that it can run.
pub(crate) struct Binding {
    pub region: u32,
    pub at: Locator,
    pub target: Target,
    run: fn(&mut Captures) -> Value,
    values: Rc<[Vec<u8>]>,
}

impl Binding {
    /// Runs it here, over the handles of this side.
    pub fn evaluate(&self) -> Value {
        (self.run)(&mut Captures::in_order(&self.values))
    }
}

impl Link {
    /// Takes in the client functions of one instance of a kind. It leaves with `scope`.
    pub fn adopt(&mut self, region: u32, kind: KindId, slots: u16, functions: Vec<ClientFn>, scope: ScopeId) -> Resident {
        let resident = Resident(self.next);
        self.next += 1;
        let parts = functions.into_iter().map(Part::new).collect::<Vec<_>>();
        let count = parts.len();
        self.residents.insert(resident, Instance { region, kind, slots, parts, scope, is_promoted: false });
        scope.run(|| on_cleanup(move || forget(resident)));
        (0..count).for_each(|part| self.enlist((resident, part)));
        self.work();
        resident
    }

    /// Whether the browser runs this client function.
    pub fn is_live(&self, resident: Resident, part: usize) -> bool {
        self.part((resident, part)).is_some_and(|part| part.runs == Runs::Browser)
    }

    /// A binding, to be run here.
    pub fn binding(&self, resident: Resident, part: usize) -> Option<Binding> {
        let instance = self.residents.get(&resident)?;
        let part = instance.parts.get(part)?;
        let What::Binding { at, target, run } = part.what else { return None };
        Some(Binding { region: instance.region, at, target, run, values: Rc::clone(&part.values) })
    }

    /// Notes that server code uses a source.
    pub fn uses(&mut self, node: NodeId, uplink: Uplink) {
        let known = self.nodes.entry(node).or_default();
        known.uplink = known.uplink.max(uplink);
    }

    fn part(&self, (resident, part): PartId) -> Option<&Part> {
        self.residents.get(&resident)?.parts.get(part)
    }
}

fn forget(resident: Resident) {
    if let Some(stage) = current() {
        stage.link(|link| link.residents.remove(&resident));
    }
}
