//! The signals of a page whose values are lost with the session: those that server code has written. The browser keeps
//! their names among those of its nodes, unread, and tells them to the session that comes in the place of this one.
//! Only for a page that asks, because each name is a few bytes; and the names are hashes, because a browser need not know
//! what the program calls its variables.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::mem;
use std::rc::Rc;

use super::Known;
use crate::facts::{self, Facts, NodeKind};
use crate::graph::{NodeId, RwSignal, hooks, on_cleanup};
use crate::wire::QuickHash;
use crate::wire::limits::SHAPES;
use crate::wire::names::{Losses, Names, NodeName};
use crate::wire::number::NodeNumber;

/// The signals with names, and what the browser is told of them.
#[derive(Default)]
pub(crate) struct LostState(RefCell<Inner>);

#[derive(Default)]
struct Inner {
    /// Of each signal the hash of its variable.
    named: HashMap<NodeId, u32, QuickHash>,
    /// Those that server code has written since the last turn.
    written: HashSet<NodeId>,
    /// The variables of what would be lost with this session, or was with one before it.
    variables: BTreeSet<u32>,
    shapes: BTreeSet<u32>,
    /// What the browser was not told of.
    untold: Losses,
    /// The first node whose shape was not looked at.
    next: NodeNumber,
    /// The names of what a session before this one has lost.
    was_lost: Vec<String>,
    asking: Vec<RwSignal<Vec<String>>>,
}

impl LostState {
    /// Names a signal for as long as the current scope exists. `variable` is the hash of its name.
    pub fn name(self: &Rc<Self>, node: NodeId, variable: u32) {
        self.0.borrow_mut().named.insert(node, variable);
        let lost = Rc::downgrade(self);
        on_cleanup(move || {
            if let Some(lost) = lost.upgrade()
                && let Ok(mut inner) = lost.0.try_borrow_mut()
            {
                inner.named.remove(&node);
                inner.written.remove(&node);
            }
        });
    }

    /// Returns a signal with the names of what was lost.
    pub fn ask(&self) -> RwSignal<Vec<String>> {
        let mut inner = self.0.borrow_mut();
        let signal = RwSignal::new(inner.was_lost.clone());
        inner.asking.retain(|other| hooks::exists(other.id()));
        inner.asking.push(signal);
        signal
    }

    /// Notes that a node was written.
    pub fn wrote(&self, node: NodeId) {
        if let Ok(mut inner) = self.0.try_borrow_mut()
            && inner.named.contains_key(&node)
        {
            inner.written.insert(node);
        }
    }

    /// Forgets what was written while the page was made: another session would write that too.
    pub fn page_is_made(&self) {
        self.0.borrow_mut().written = HashSet::new();
    }

    /// Takes what the browser is to be told, if the page asks.
    pub fn take(&self, known: &Known) -> Losses {
        let mut inner = self.0.borrow_mut();
        for node in mem::take(&mut inner.written) {
            let variable = inner.named.get(&node).copied();
            // A browser brings what it may write.
            if let Some(variable) = variable.filter(|_| !known.link(|link| link.is_iso(node))) {
                inner.note(variable);
            }
        }
        if inner.asking.is_empty() {
            return Losses::default();
        }
        inner.note_shapes(known);
        mem::take(&mut inner.untold)
    }

    /// Tells all who ask what the session before this one has lost: what its names say, and nodes with these names that have
    /// found no place in this page.
    pub fn tell(&self, before: &[Names], homeless: &HashSet<NodeName>) {
        let mut inner = self.0.borrow_mut();
        if inner.asking.is_empty() {
            return;
        }
        let lost = before.iter().flat_map(|names| &names.losses.variables);
        let lost: BTreeSet<u32> = lost.copied().collect();
        let shapes = before.iter().flat_map(|names| &names.losses.shapes);
        let shapes: BTreeSet<u32> = shapes.copied().take(SHAPES).collect();
        if lost.is_empty() && (shapes.is_empty() || homeless.is_empty()) {
            return;
        }
        for (variable, name) in variables() {
            if lost.contains(&variable) || was_named(variable, &shapes, homeless) {
                inner.note(variable);
                inner.was_lost.push(name);
            }
        }
        inner.was_lost.sort();
        inner.was_lost.dedup();
        let (names, asking) = (inner.was_lost.clone(), inner.asking.clone());
        drop(inner);
        asking.iter().for_each(|asking| asking.set(names.clone()));
    }
}

impl Inner {
    fn note(&mut self, variable: u32) {
        if self.variables.insert(variable) {
            self.untold.variables.push(variable);
        }
    }

    /// Notes the shapes of the nodes that are new to the browser.
    fn note_shapes(&mut self, known: &Known) {
        let numbers = known.numbers();
        let told = numbers.told();
        for number in self.next.0..told.0 {
            let shape = numbers
                .entry(NodeNumber(number))
                .map(|entry| entry.value.shape);
            if let Some(shape) = shape
                && self.shapes.len() < SHAPES
                && self.shapes.insert(shape)
            {
                self.untold.shapes.push(shape);
            }
        }
        self.next = told;
    }
}

/// Returns whether a node of the page before was a value of this variable, which had one of these shapes.
fn was_named(variable: u32, shapes: &BTreeSet<u32>, homeless: &HashSet<NodeName>) -> bool {
    /// More than the handles in a value that is named.
    const HANDLES: u32 = 4;
    let names = |shape| (0..HANDLES).map(move |index| NodeName::new(variable, index, shape));
    let mut all = shapes.iter().flat_map(|shape| names(*shape));
    !homeless.is_empty() && all.any(|name| homeless.contains(&name))
}

/// Returns the hashes of all variables that may be nodes, each with its name: `Cart.items`.
fn variables() -> impl Iterator<Item = (u32, String)> {
    Facts::all().flat_map(|facts| {
        let component = facts::lasting_name(facts.component);
        let signals = facts.nodes.iter();
        let signals = signals.filter(|node| matches!(node.kind, NodeKind::Signal));
        let captured = (0..facts.variables.len()).filter_map(|index| facts.only_name(index));
        let names = signals.map(|node| node.name).chain(captured);
        let named = names.map(|name| {
            let hash = NodeName::variable(component.as_ref(), name);
            (hash, format!("{}.{name}", facts.name()))
        });
        named.collect::<Vec<_>>()
    })
}
