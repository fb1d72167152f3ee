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
//! 1. Events, effects, node refs and lists whose rows the browser makes are in the browser.
//! 2. A setter that a function in the browser captured makes its node iso; a handle that it captured is needed.
//!    The function has the handles in the values of that node too. It may write those that are setters, unless it only reads
//!    them.
//! 3. A node is dirty if it is iso, the item of a row that the browser makes, or a client memo that captured a dirty node. A function that captured a node whose
//!    value holds a handle captured the handle's node too.
//! 4. A binding or gate is in the browser if it captured a dirty node, or if the browser has all its captures anyway.
//! 5. A client memo is in the browser if it is dirty and needed. Any other needed node is a mirror: its value is sent.
//! 6. A node that server code uses goes up; if it is a client memo, the nodes that the memo captured are used too.
//!
//! # Why a fixpoint
//! A memo in the browser may capture a setter's node and so bring another binding there. Every step only adds, so the
//! fixpoint ends; content that comes later continues from there, and nothing is ever taken back.

mod fixpoint;
mod nodes;
mod outbox;
mod parts;
mod residents;

use std::rc::Rc;

use self::nodes::{LinkedNode, LinkedNodes};
pub(crate) use self::parts::{Binding, SentFrame};
pub(crate) use self::residents::Resident;
use self::residents::{LinkedInstance, ResidentPart, Residents};
use crate::function::{Frame, Function, Role};
use crate::graph::{NodeId, ScopeId, hooks};
use crate::part::{KindId, event_flags};
use crate::wire::message::Uplink;
use crate::wire::number::Region;

/// The facts about a page, and what follows from them: see the rules above.
///
/// Facts about a disposed scope or node count no more. They are forgotten some time later.
#[derive(Default)]
pub(crate) struct Link {
    residents: Residents,
    nodes: LinkedNodes,
    /// Residents with functions that the browser runs since the last snapshot.
    promoted: Vec<Resident>,
    /// Bindings of which it is not decided yet which side runs them.
    undecided: Vec<ResidentPart>,
    /// Scopes in which the server ran functions that the browser runs since the last snapshot.
    relieved: Vec<ScopeId>,
    /// Nodes that the server mirrored, and of which the browser has the value by itself since the last snapshot.
    unmirrored: Vec<NodeId>,
    /// Nodes that are open since the last snapshot.
    opened: Vec<NodeId>,
    /// Sources whose uplink changed since the last snapshot.
    uplinked: Vec<NodeId>,
    todo: Vec<Todo>,
}

enum Todo {
    Activate(ResidentPart),
    Taint(NodeId),
    Need(NodeId),
}

/// The sum of what the functions in the browser do.
#[derive(Default)]
pub(crate) struct BrowserCode {
    /// The names of the events that they listen to.
    pub events: Vec<&'static str>,
    /// True if one of them prevents the default action of its event.
    pub prevents: bool,
    /// True if some of them are effects.
    pub has_effects: bool,
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
    /// Takes in the client functions of one instance of a kind, with the values that they captured. They count as long as
    /// `scope` exists.
    pub fn adopt(
        &mut self,
        region: Region,
        kind: KindId,
        functions: impl FnOnce() -> Rc<[Function]>,
        frame: Frame,
        scope: ScopeId,
    ) -> Resident {
        let resident = self.residents.add(region, kind, functions, frame, scope);
        let functions = self.residents.get(resident).map(|known| known.functions);
        let functions = functions.map(Rc::clone).unwrap_or_default();
        // First those of rule 1: the others need not wait for a node that these make dirty.
        for is_certain in [true, false] {
            for (part, function) in functions.iter().enumerate() {
                if function.role.is_always_in_browser() == is_certain {
                    self.enlist(ResidentPart::new(resident, part));
                }
            }
            self.work();
        }
        resident
    }

    /// Returns whether nothing that happens later changes which functions of a resident the browser runs.
    pub fn is_settled(&self, resident: Resident) -> bool {
        let known = self.residents.get(resident);
        known.is_none_or(|known| {
            let mut functions = known.functions.iter().enumerate();
            functions.all(|(part, function)| {
                let mut taken = known.instance.frame.taken(function);
                known.instance.in_browser.has(part)
                    || taken.all(|(value, _)| value.nodes().is_empty())
            })
        })
    }

    /// Notes that the browser changes its copy of a node, which it never sends.
    pub fn follows_browser(&mut self, node: NodeId) {
        self.todo.push(Todo::Taint(node));
        self.work();
    }

    /// Returns whether a node is the item of a row that the browser makes.
    pub fn is_own_row(&self, node: NodeId) -> bool {
        let known = self.nodes.get(node);
        known.is_some_and(|known| known.is_dirty && !known.is_iso && known.memo().is_none())
    }

    /// Returns whether a write of the browser can change the value of a node.
    pub fn is_dirty(&self, node: NodeId) -> bool {
        let known = self.nodes.get(node);
        known.is_some_and(|known| known.is_iso || known.is_dirty)
    }

    /// Returns whether the server mirrors a node.
    pub fn is_mirrored(&self, node: NodeId) -> bool {
        self.nodes.get(node).is_some_and(|known| known.is_mirrored)
    }

    /// Gives memory back that nothing uses.
    pub fn trim(&mut self) {
        self.residents.trim();
        self.nodes.trim();
        self.undecided.shrink_to_fit();
        self.promoted.shrink_to_fit();
        self.todo.shrink_to_fit();
    }

    /// Returns the number of instances on the page.
    pub fn residents(&self) -> usize {
        self.residents.count()
    }

    /// Returns whether the browser runs this client function.
    pub fn is_in_browser(&self, resident: Resident, part: usize) -> bool {
        self.runs_in_browser(ResidentPart::new(resident, part))
    }

    /// Returns a binding, to be evaluated on the server.
    pub fn binding(&self, resident: Resident, part: usize) -> Option<Binding> {
        let LinkedInstance {
            kind,
            functions,
            instance,
            ..
        } = self.residents.get(resident)?;
        let function = *functions.get(part)?;
        Binding::new(kind, function, instance.region, instance.frame.clone())
    }

    /// Returns what the functions in the browser do, all together.
    pub fn browser_code(&self) -> BrowserCode {
        let mut code = BrowserCode::default();
        for function in self.residents.iter().flat_map(LinkedInstance::in_browser) {
            match function.role {
                Role::Event { on, .. } => {
                    // There are few, and mostly of one kind after the other.
                    if !code.events.contains(&on.name) {
                        code.events.push(on.name);
                    }
                    code.prevents |= on.flags & event_flags::PREVENT != 0;
                }
                Role::Effect { .. } => code.has_effects = true,
                _ => {}
            }
        }
        code.events.sort_unstable();
        code
    }

    /// Returns whether the browser evaluates the condition of a `<Show>`.
    pub fn has_gates(&self) -> bool {
        let mut functions = self.residents.iter().flat_map(LinkedInstance::in_browser);
        functions.any(|function| matches!(function.role, Role::Gate { .. }))
    }

    /// Returns the region and kind of each resident, and for each of its functions whether the browser runs it. Some of
    /// the residents may be disposed of.
    #[cfg(debug_assertions)]
    pub fn running(&self) -> Vec<(Region, KindId, Vec<bool>)> {
        let running = |known: LinkedInstance<'_>| {
            let parts = 0..known.functions.len();
            let running = parts
                .map(|part| known.instance.in_browser.has(part))
                .collect();
            (known.instance.region, known.kind, running)
        };
        self.residents.all().map(running).collect()
    }

    /// Notes that the server mirrors a node.
    pub fn mirrors(&mut self, node: NodeId) {
        self.nodes.entry(node).is_mirrored = true;
    }

    /// Returns when the browser sends its writes to a node.
    pub fn uplink(&self, node: NodeId) -> Uplink {
        self.nodes
            .get(node)
            .filter(|node| node.is_iso)
            .map_or(Uplink::None, |node| node.uplink)
    }

    /// Returns whether the browser may write a node, or call it.
    pub fn is_iso(&self, node: NodeId) -> bool {
        self.nodes.get(node).is_some_and(|node| node.is_iso)
    }

    /// Returns whether a function in the browser may do more with the handles in the values of a node than to read them.
    pub fn is_open(&self, node: NodeId) -> bool {
        self.nodes.get(node).is_some_and(|node| node.is_open)
    }

    /// Returns the way in which the browser gets the value of a node.
    pub fn origin(&self, node: NodeId) -> ValueOrigin {
        match self.nodes.get(node) {
            Some(known) if self.is_run_by_browser(known) => ValueOrigin::Computed,
            Some(known) if !known.is_valued && !hooks::is_written(node) => ValueOrigin::Initial,
            _ => ValueOrigin::Sent,
        }
    }

    fn runs_in_browser(&self, id: ResidentPart) -> bool {
        let known = self.residents.get(id.resident);
        known.is_some_and(|known| known.instance.in_browser.has(id.part()))
    }

    fn is_run_by_browser(&self, node: &LinkedNode) -> bool {
        node.memo().is_some_and(|memo| self.runs_in_browser(memo))
    }
}
