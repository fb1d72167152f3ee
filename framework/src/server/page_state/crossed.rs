//! Names the line of the lock that each sent value belongs to: for tests, in a development build.
//!
//! A value is encoded on behalf of its owner: a slot of a frame, a callback, or the node whose value holds it. While
//! the owner's value is encoded it is *around*, and the nodes that are numbered meanwhile belong to it. So a node's
//! value, and the browser's writes to it, belongs to the variables that hold its handles.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};
use std::{env, fmt};

use crate::cross::Held;
use crate::facts::{self, Facts, VariableOrigin, Way};
use crate::graph::{NodeId, hooks};
use crate::part::KindId;
use crate::rt::JOURNEY;
use crate::wire::QuickHash;

/// The environment variable that names the file in which a server of a development build records the values that cross.
const ASKED: &str = "WATERSHED_RECORD";

/// A value that crossed, with the lines that it may belong to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TracedCrossing {
    /// The direction in which it went.
    pub way: Way,
    /// The component and name of each variable whose client code has it; empty if none is known.
    pub variables: BTreeSet<(&'static str, &'static str)>,
    /// True if the browser may write it.
    pub is_iso: bool,
}

/// The values that have crossed.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The values.
    pub values: BTreeSet<TracedCrossing>,
    /// The variables that client code has taken, whether anything was sent for them or not.
    pub taken: BTreeSet<(&'static str, &'static str)>,
}

/// An owner of handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Owner {
    Variable(&'static str, &'static str),
    Node(NodeId),
    Unknown(KindId, usize),
    /// The framework's own: no component has it, and no lock.
    Framework,
}

/// The owners of a node; empty where nothing is recorded.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct NodeOwners(BTreeSet<Owner>);

/// The owners of the nodes of a page.
#[derive(Default)]
pub(crate) struct Owners {
    of: RefCell<HashMap<NodeId, BTreeSet<Owner>, QuickHash>>,
    /// The nodes whose values have gone to the browser.
    sent: RefCell<HashSet<NodeId, QuickHash>>,
}

thread_local! {
    static AROUND: RefCell<Vec<Owner>> = const { RefCell::new(Vec::new()) };
    static RECORD: RefCell<Option<Record>> = const { RefCell::new(None) };
}

/// Starts to record the values that cross on this thread; [`take`] returns the record.
pub fn record() {
    RECORD.with_borrow_mut(|record| {
        record.get_or_insert_default();
    });
}

/// Takes the record of the values that have crossed on this thread.
pub fn take() -> Record {
    RECORD.with_borrow_mut(|record| record.as_mut().map(std::mem::take).unwrap_or_default())
}

/// Returns whether the values that cross are recorded.
pub(crate) fn is_recording() -> bool {
    cfg!(debug_assertions) && (RECORD.with_borrow(Option::is_some) || file().is_some())
}

/// Returns the file that [`ASKED`] names.
fn file() -> Option<&'static File> {
    static FILE: OnceLock<Option<File>> = OnceLock::new();
    let file = FILE.get_or_init(|| {
        let path = env::var_os(ASKED)?;
        OpenOptions::new().create(true).append(true).open(path).ok()
    });
    file.as_ref()
}

/// Encodes the captured value in a slot of a frame of this kind.
pub(crate) fn slot(
    kind: KindId,
    slot: usize,
    bytes: &mut Vec<u8>,
    append: impl FnOnce(&mut Vec<u8>),
) {
    if !is_recording() {
        return append(bytes);
    }
    let variable = facts::kind(kind).and_then(|(facts, kind)| {
        let variable = *kind.slots.get(slot)?;
        Some((facts, variable))
    });
    let unknown = match kind == JOURNEY {
        true => Owner::Framework,
        false => Owner::Unknown(kind, slot),
    };
    taken(variable, unknown, bytes, append);
}

/// Encodes a value that a callback captured.
pub(crate) fn captured(
    kind: KindId,
    at: usize,
    bytes: &mut Vec<u8>,
    append: impl FnOnce(&mut Vec<u8>),
) {
    if !is_recording() {
        return append(bytes);
    }
    let variable = facts::kind(kind).and_then(|(facts, kind)| {
        let function = &facts.functions[*kind.functions.first()?];
        Some((facts, function.takes.get(at)?.variable))
    });
    taken(variable, Owner::Unknown(kind, at), bytes, append);
}

fn taken(
    variable: Option<(&'static Facts, usize)>,
    unknown: Owner,
    bytes: &mut Vec<u8>,
    append: impl FnOnce(&mut Vec<u8>),
) {
    let owner = variable.map_or(unknown, |(facts, variable)| {
        Owner::Variable(facts.component, facts.variables[variable].name)
    });
    if let Owner::Variable(component, name) = owner {
        RECORD.with_borrow_mut(|record| {
            record
                .as_mut()
                .map(|record| record.taken.insert((component, name)))
        });
    }
    let before = bytes.len();
    around(owner, || append(bytes));
    let is_handle = variable.is_some_and(|(facts, variable)| is_handle(facts, variable));
    // A handle is only a number, and an empty encoding carries nothing.
    if bytes.len() > before && !is_handle && owner != Owner::Framework {
        note(TracedCrossing {
            way: Way::Down,
            variables: named([owner]),
            is_iso: false,
        });
    }
}

/// Returns whether a variable is a handle: it is made as one, or its type is one.
fn is_handle(facts: &'static Facts, variable: usize) -> bool {
    let is_made = matches!(
        facts.variables[variable].origin,
        VariableOrigin::Source | VariableOrigin::Memo { .. } | VariableOrigin::Action
    );
    let holds = facts::holds(facts, variable);
    is_made || holds.is_some_and(|(holds, is_handle)| is_handle || holds == Held::CALL)
}

fn around<R>(owner: Owner, encode: impl FnOnce() -> R) -> R {
    AROUND.with_borrow_mut(|around| around.push(owner));
    let result = encode();
    AROUND.with_borrow_mut(Vec::pop);
    result
}

/// Encodes the value of a node.
pub(crate) fn value<R>(node: NodeId, encode: impl FnOnce() -> R) -> R {
    if !is_recording() {
        return encode();
    }
    around(Owner::Node(node), encode)
}

impl Owners {
    /// Notes that a handle of this node is encoded for the browser. If the value has been sent before, the new owner
    /// has it too.
    pub fn numbered(&self, node: NodeId) {
        if !is_recording() {
            return;
        }
        if let Some(owner) = AROUND.with_borrow(|around| around.last().copied()) {
            let is_new = self.of.borrow_mut().entry(node).or_default().insert(owner);
            if is_new && self.sent.borrow().contains(&node) {
                self.note(Way::Down, node, false);
            }
        }
    }

    /// Returns the owners of a node.
    pub fn of(&self, node: NodeId) -> NodeOwners {
        NodeOwners(self.of.borrow().get(&node).cloned().unwrap_or_default())
    }

    /// Makes these the owners of a node.
    pub fn own(&self, node: NodeId, owners: &NodeOwners) {
        if !owners.0.is_empty() {
            self.of.borrow_mut().insert(node, owners.0.clone());
        }
    }

    /// Forgets the nodes that were disposed of.
    pub fn trim(&self) {
        self.of.borrow_mut().retain(|node, _| hooks::exists(*node));
    }

    /// Notes that the value of a node crosses.
    pub fn crossed(&self, way: Way, node: NodeId, is_iso: bool) {
        if !is_recording() {
            return;
        }
        if way == Way::Down {
            self.sent.borrow_mut().insert(node);
        }
        self.note(way, node, is_iso);
    }

    fn note(&self, way: Way, node: NodeId, is_iso: bool) {
        let mut owners = BTreeSet::new();
        self.gather(node, &mut owners, &mut BTreeSet::new());
        if owners.contains(&Owner::Framework) {
            return;
        }
        note(TracedCrossing {
            way,
            variables: named(owners),
            is_iso,
        });
    }

    fn gather(&self, node: NodeId, owners: &mut BTreeSet<Owner>, seen: &mut BTreeSet<NodeId>) {
        if !seen.insert(node) {
            return;
        }
        let own = self.of.borrow().get(&node).cloned().unwrap_or_default();
        for owner in own {
            match owner {
                Owner::Node(around) => self.gather(around, owners, seen),
                _ => {
                    owners.insert(owner);
                }
            }
        }
    }
}

fn named(owners: impl IntoIterator<Item = Owner>) -> BTreeSet<(&'static str, &'static str)> {
    let named = owners.into_iter().filter_map(|owner| match owner {
        Owner::Variable(component, name) => Some((component, name)),
        Owner::Node(_) | Owner::Unknown(..) | Owner::Framework => None,
    });
    named.collect()
}

fn note(crossed: TracedCrossing) {
    if let Some(mut file) = file() {
        let text = format!("{crossed}\n");
        static WRITTEN: LazyLock<Mutex<BTreeSet<String>>> = LazyLock::new(Mutex::default);
        let mut written = WRITTEN.lock().unwrap_or_else(PoisonError::into_inner);
        if written.insert(text.clone()) {
            // The reader of the file notices a missing line.
            let _ = file.write_all(text.as_bytes());
        }
    }
    RECORD.with_borrow_mut(|record| record.as_mut().map(|record| record.values.insert(crossed)));
}

/// `down app::Page count; app::Row given`
impl fmt::Display for TracedCrossing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variables = self.variables.iter();
        let variables: Vec<_> = variables
            .map(|(component, name)| format!("{component} {name}"))
            .collect();
        write!(f, "{} {}", self.way, variables.join("; "))
    }
}
