//! The signals of a page whose values are lost with the session: those that server code has written. The browser keeps
//! their names among those of its nodes, unread, and tells them to the session that comes in the place of this one.
//! Only for a page that asks, because each name is a few bytes; and the names are hashes, because a browser need not know
//! what the program calls its variables.

use std::cell::{RefCell, RefMut};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::mem;
use std::rc::Rc;

use super::Known;
use crate::facts::{self, Facts, NodeKind};
use crate::graph::{NodeId, RwSignal, hooks, on_cleanup};
use crate::wire::QuickHash;
use crate::wire::limits::{LOOKED_UP, SHAPES};
use crate::wire::names::{Losses, Names, NodeName};
use crate::wire::number::NodeNumber;

/// The signals with names, and what the browser is told of them. Most pages have none, and keep nothing.
#[derive(Default)]
pub(crate) struct LostState(RefCell<Option<Box<Inner>>>);

#[derive(Default)]
struct Inner {
    /// Of each signal the hash of its variable.
    named: HashMap<NodeId, u32, QuickHash>,
    /// Those that server code has written since the last turn.
    written: HashSet<NodeId, QuickHash>,
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
        self.inner().named.insert(node, variable);
        let lost = Rc::downgrade(self);
        on_cleanup(move || {
            if let Some(lost) = lost.upgrade()
                && let Ok(mut inner) = lost.0.try_borrow_mut()
                && let Some(inner) = inner.as_deref_mut()
            {
                inner.named.remove(&node);
                inner.written.remove(&node);
            }
        });
    }

    /// Returns a signal with the names of what was lost.
    pub fn ask(&self) -> RwSignal<Vec<String>> {
        let mut inner = self.inner();
        let signal = RwSignal::new(inner.was_lost.clone());
        inner.asking.retain(|other| hooks::exists(other.id()));
        inner.asking.push(signal);
        signal
    }

    /// Notes that a node was written.
    pub fn wrote(&self, node: NodeId) {
        if let Ok(mut inner) = self.0.try_borrow_mut()
            && let Some(inner) = inner.as_deref_mut()
            && inner.named.contains_key(&node)
        {
            inner.written.insert(node);
        }
    }

    /// Forgets what was written while the page was made: another session would write that too.
    pub fn page_is_made(&self) {
        if let Some(inner) = self.0.borrow_mut().as_deref_mut() {
            inner.written = HashSet::default();
        }
    }

    /// Takes what the browser is to be told, if the page asks.
    pub fn take(&self, known: &Known) -> Losses {
        let mut inner = self.0.borrow_mut();
        let Some(inner) = inner.as_deref_mut() else {
            return Losses::default();
        };
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
    pub fn tell(&self, before: &[Names], homeless: &HashSet<NodeName, QuickHash>) {
        let mut guard = self.0.borrow_mut();
        let Some(inner) = guard
            .as_deref_mut()
            .filter(|inner| !inner.asking.is_empty())
        else {
            return;
        };
        let lost = before.iter().flat_map(|names| &names.losses.variables);
        let lost: BTreeSet<u32> = lost.copied().collect();
        let shapes = before.iter().flat_map(|names| &names.losses.shapes);
        let shapes: BTreeSet<u32> = shapes.copied().take(SHAPES).collect();
        if lost.is_empty() && (shapes.is_empty() || homeless.is_empty()) {
            return;
        }
        let variables: Vec<NamedVariable> = variables().collect();
        let shapes = affordable(shapes, variables.len());
        for variable in variables {
            if lost.contains(&variable.hash) || was_named(variable.hash, &shapes, homeless) {
                inner.note(variable.hash);
                inner.was_lost.push(variable.name());
            }
        }
        inner.was_lost.sort();
        inner.was_lost.dedup();
        let (names, asking) = (inner.was_lost.clone(), inner.asking.clone());
        drop(guard);
        asking.iter().for_each(|asking| asking.set(names.clone()));
    }

    fn inner(&self) -> RefMut<'_, Inner> {
        RefMut::map(self.0.borrow_mut(), |inner| {
            &mut **inner.get_or_insert_default()
        })
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

/// More than the handles in a value that is named.
const HANDLES: u32 = 4;

/// Returns as many of the shapes as may be looked up in a program with so many variables.
fn affordable(shapes: BTreeSet<u32>, variables: usize) -> Vec<u32> {
    let most = LOOKED_UP / (variables.max(1) * HANDLES as usize);
    shapes.into_iter().take(most).collect()
}

/// Returns whether a node of the page before was a value of this variable, which had one of these shapes.
fn was_named(variable: u32, shapes: &[u32], homeless: &HashSet<NodeName, QuickHash>) -> bool {
    if homeless.is_empty() {
        return false;
    }
    (0..HANDLES).any(|index| {
        let unshaped = NodeName::unshaped(variable, index);
        let mut names = shapes
            .iter()
            .map(|shape| NodeName::shaped(unshaped, *shape));
        names.any(|name| homeless.contains(&name))
    })
}

/// A variable that may be a node.
struct NamedVariable {
    hash: u32,
    component: &'static Facts,
    own: &'static str,
}

impl NamedVariable {
    /// Returns the name that the page is told: `Cart.items`.
    fn name(&self) -> String {
        format!("{}.{}", self.component.name(), self.own)
    }
}

/// Returns all variables that may be nodes.
fn variables() -> impl Iterator<Item = NamedVariable> {
    Facts::all().flat_map(|component| {
        let lasting = facts::lasting_name(component.component);
        let signals = component.nodes.iter();
        let signals = signals.filter(|node| matches!(node.kind, NodeKind::Signal));
        let all = 0..component.variables.len();
        let captured = all.filter_map(|index| component.only_name(index));
        let names = signals.map(|node| node.name).chain(captured);
        names.map(move |own| NamedVariable {
            hash: NodeName::variable(lasting.as_ref(), own),
            component,
            own,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const VARIABLE: u32 = 0x1234_5678;

    fn has_lost(shapes: &[u32], homeless: &[NodeName]) -> bool {
        let homeless = homeless.iter().copied().collect();
        was_named(VARIABLE, shapes, &homeless)
    }

    #[test]
    fn a_variable_is_found_by_each_handle_in_it_and_each_shape() {
        for index in 0..HANDLES {
            let name = NodeName::new(VARIABLE, index, 7);
            assert!(has_lost(&[6, 7, 8], &[NodeName(1), name]));
            assert!(!has_lost(&[6, 8], &[name]), "it has another type");
        }
        assert!(!has_lost(&[7], &[NodeName::new(VARIABLE + 1, 0, 7)]));
        assert!(!has_lost(&[7], &[]));
    }

    #[test]
    fn a_browser_does_not_choose_how_many_names_are_made() {
        let made = |variables: usize| {
            let shapes: BTreeSet<u32> = (0..SHAPES as u32).collect();
            affordable(shapes, variables).len() * variables * HANDLES as usize
        };
        assert_eq!(made(0), 0);
        assert_eq!(made(4_096), LOOKED_UP, "with all shapes");
        for variables in [5_000, 100_000, 10_000_000] {
            assert!(made(variables) <= LOOKED_UP, "{variables}");
        }
    }
}
