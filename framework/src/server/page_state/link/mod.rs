//! The part of the page's graph that the browser needs.
//!
//! # Input
//! The client functions on the page with their captures, and the sources that server code uses.
//!
//! # Output
//! The functions that the browser runs (they are *in the browser*), the sources that it may write (*iso*), and the
//! nodes that it must know.
//!
//! # Rules
//! 1. Events, effects and node refs are in the browser.
//! 2. A setter that a function in the browser captured makes its node iso; a handle that it captured is needed.
//! 3. A node is dirty if it is iso, or a client memo that captured a dirty node. A function that captured a node whose
//!    value holds a handle captured the handle's node too.
//! 4. A binding or gate is in the browser if it captured a dirty node, or if the browser has all its captures anyway.
//! 5. A client memo is in the browser if it is dirty and needed. Any other needed node is a mirror: its value is sent.
//! 6. A node that server code uses goes up; if it is a client memo, the nodes that the memo captured are used too.
//!
//! # Why a fixpoint
//! A memo in the browser may capture a setter's node and so bring another binding there. Every step only adds, so the
//! fixpoint ends; content that comes later continues from there, and nothing is ever taken back.

mod fixpoint;
mod outbox;
mod parts;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::{Rc, Weak};

pub(crate) use self::parts::{Binding, SentFrame};
use crate::function::{Function, Role, Unattached};
use crate::graph::{NodeId, ScopeId, hooks, on_cleanup};
use crate::part::{KindId, event_flags};
use crate::server::page_state::numbers::Numbers;
use crate::wire::message::Uplink;
use crate::wire::number::Region;

/// One instance of a kind on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Resident(u32);

/// One client function of a resident.
type ResidentPartId = (Resident, usize);

/// The facts about a page, and what follows from them: see the rules above.
#[derive(Default)]
pub(crate) struct Link {
    residents: HashMap<Resident, ResidentKind>,
    next: u32,
    nodes: HashMap<NodeId, LinkedNode>,
    /// Residents with functions that the browser runs since the last snapshot.
    promoted: Vec<Resident>,
    /// Bindings of which it is not decided yet which side runs them.
    undecided: Vec<ResidentPartId>,
    /// Scopes in which the server ran functions that the browser runs since the last snapshot.
    relieved: Vec<ScopeId>,
    /// Sources whose uplink changed since the last snapshot.
    uplinked: Vec<NodeId>,
    todo: Vec<Todo>,
    home: LinkTables,
}

/// The tables that forget a resident or a node when it is disposed of.
#[derive(Clone, Default)]
struct LinkTables {
    link: Weak<RefCell<Link>>,
    numbers: Weak<Numbers>,
}

/// The functions of one instance of a kind, with their captures.
struct ResidentKind {
    region: Region,
    kind: KindId,
    slots: u16,
    parts: Vec<ResidentPart>,
    scope: ScopeId,
    is_promoted: bool,
}

struct ResidentPart {
    role: Role<Unattached>,
    slots: &'static [u16],
    values: Rc<[Vec<u8>]>,
    captures: Rc<[CaptureFacts]>,
    runs: Runs,
}

struct CaptureFacts {
    nodes: Vec<NodeId>,
    writes: Vec<NodeId>,
    within: Vec<NodeId>,
    relink: fn(&[u8]) -> Vec<u8>,
    elidable: bool,
}

/// The side that runs a client function.
#[derive(Clone, Copy, PartialEq)]
enum Runs {
    Nobody,
    Browser,
    /// The server, in this scope.
    Server(ScopeId),
}

/// The facts about a node.
#[derive(Default)]
struct LinkedNode {
    is_iso: bool,
    is_dirty: bool,
    is_needed: bool,
    /// A function in the browser captured it without an initializer, or the browser got it with another value.
    is_valued: bool,
    uplink: Uplink,
    /// The client memo that computes it.
    memo: Option<ResidentPartId>,
    /// The scope in which the server keeps the browser's copy up to date.
    mirror: Option<ScopeId>,
    /// Bindings, gates and memos that captured it and are not in the browser.
    waiting: Vec<ResidentPartId>,
}

enum Todo {
    Activate(ResidentPartId),
    Taint(NodeId),
    Need(NodeId),
}

/// The way in which the browser gets the value of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueOrigin {
    /// The browser runs the memo.
    Computed,
    /// The browser knows the node's first value, and the node still holds that.
    Initial,
    /// The server sends the value.
    Sent,
}

impl Link {
    /// Makes a link that removes disposed nodes from itself and from `numbers`.
    pub fn forgetting(numbers: &Rc<Numbers>) -> Rc<RefCell<Self>> {
        Rc::new_cyclic(|link| {
            RefCell::new(Self {
                home: LinkTables {
                    link: Weak::clone(link),
                    numbers: Rc::downgrade(numbers),
                },
                ..Self::default()
            })
        })
    }

    /// Takes in the client functions of one instance of a kind. They are forgotten when `scope` is disposed of.
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
        let parts: Vec<ResidentPart> = functions.into_iter().map(ResidentPart::new).collect();
        let count = parts.len();
        self.residents.insert(
            resident,
            ResidentKind {
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

    /// Returns the number of instances on the page.
    pub fn residents(&self) -> usize {
        self.residents.len()
    }

    /// Returns whether the browser runs this client function.
    pub fn is_in_browser(&self, resident: Resident, part: usize) -> bool {
        self.part((resident, part))
            .is_some_and(|part| part.runs == Runs::Browser)
    }

    /// Returns a binding, to be evaluated on the server.
    pub fn binding(&self, resident: Resident, part: usize) -> Option<Binding> {
        let instance = self.residents.get(&resident)?;
        let part = instance.parts.get(part)?;
        let Role::Binding {
            at, target, run, ..
        } = part.role
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

    /// Returns the names of the events that functions in the browser listen to.
    pub fn events(&self) -> Vec<&'static str> {
        let functions = self.residents.values().flat_map(ResidentKind::in_browser);
        let events = functions.filter_map(|part| match part.role {
            Role::Event { on, .. } => Some(on.name),
            _ => None,
        });
        events.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Returns whether a function in the browser prevents the default action of its event.
    pub fn prevents(&self) -> bool {
        self.any_in_browser(
            |role| matches!(role, Role::Event { on, .. } if on.flags & event_flags::PREVENT != 0),
        )
    }

    /// Returns whether the browser runs effects.
    pub fn has_effects(&self) -> bool {
        self.any_in_browser(|role| matches!(role, Role::Effect { .. }))
    }

    /// Returns whether the browser evaluates the condition of a `<Show>`.
    pub fn has_gates(&self) -> bool {
        self.any_in_browser(|role| matches!(role, Role::Gate { .. }))
    }

    /// Returns the region and kind of each resident, and for each of its functions whether the browser runs it.
    #[cfg(debug_assertions)]
    pub fn running(&self) -> Vec<(Region, KindId, Vec<bool>)> {
        let running = |instance: &ResidentKind| {
            let parts = instance.parts.iter();
            let running = parts.map(|part| part.runs == Runs::Browser).collect();
            (instance.region, instance.kind, running)
        };
        self.residents.values().map(running).collect()
    }

    fn any_in_browser(&self, is_it: impl Fn(&Role<Unattached>) -> bool) -> bool {
        let mut functions = self.residents.values().flat_map(ResidentKind::in_browser);
        functions.any(|part| is_it(&part.role))
    }

    /// Notes the scope in which the server mirrors a node.
    pub fn mirrors(&mut self, node: NodeId, scope: ScopeId) {
        self.node(node).mirror = Some(scope);
    }

    /// Returns when the browser sends its writes to a node.
    pub fn uplink(&self, node: NodeId) -> Uplink {
        self.nodes
            .get(&node)
            .filter(|node| node.is_iso)
            .map_or(Uplink::None, |node| node.uplink)
    }

    /// Returns whether the browser may write a node, or call it.
    pub fn is_iso(&self, node: NodeId) -> bool {
        self.nodes.get(&node).is_some_and(|node| node.is_iso)
    }

    /// Returns the way in which the browser gets the value of a node.
    pub fn origin(&self, node: NodeId) -> ValueOrigin {
        match self.nodes.get(&node) {
            Some(known) if self.is_run_by_browser(known) => ValueOrigin::Computed,
            Some(known) if !known.is_valued && !hooks::is_written(node) => ValueOrigin::Initial,
            _ => ValueOrigin::Sent,
        }
    }

    fn is_run_by_browser(&self, node: &LinkedNode) -> bool {
        let memo = node.memo.and_then(|id| self.part(id));
        memo.is_some_and(|memo| memo.runs == Runs::Browser)
    }

    fn part(&self, (resident, part): ResidentPartId) -> Option<&ResidentPart> {
        self.residents.get(&resident)?.parts.get(part)
    }

    /// Returns the facts about a node, which are forgotten with the node.
    fn node(&mut self, node: NodeId) -> &mut LinkedNode {
        self.nodes.entry(node).or_insert_with(|| {
            if let Some(owner) = hooks::owner(node) {
                let home = self.home.clone();
                owner.run(|| on_cleanup(move || home.forget_node(node)));
            }
            LinkedNode::default()
        })
    }
}

impl LinkTables {
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
