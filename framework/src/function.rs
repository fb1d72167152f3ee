//! Client functions, as both halves know them: what one does and where, and what it captures.
//!
//! A half attaches to each function what it runs it with: see [`Half`]. The browser's is in `client/kind.rs`; the server
//! attaches nothing, since of client functions it runs bindings alone, which compute a value and drive nothing.

use std::fmt::Debug;

#[cfg(not(target_arch = "wasm32"))]
use crate::graph::NodeId;
use crate::part::{EventDef, Locator, Target, Value};

/// A half of an application, by what it attaches to client functions of each sort.
pub trait Half {
    /// To a binding.
    type Binding: Copy + Debug;
    /// To an event handler.
    type Event: Copy + Debug;
    /// To the condition of a `<Show>`.
    type Gate: Copy + Debug;
    /// To what fills a `NodeRef`.
    type NodeRef: Copy + Debug;
    /// To a memo.
    type Memo: Copy + Debug;
    /// To an effect.
    type Effect: Copy + Debug;
}

/// The sort of a client function, its place, and what a half attaches to it. Functions are erased: they decode their
/// captures each time they run.
#[derive(Clone, Copy, Debug)]
pub enum Role<H: Half> {
    /// Computes a value and drives a target with it, again whenever what it read has changed.
    Binding {
        /// The place of the target.
        at: Locator,
        /// The part of it that is driven.
        target: Target,
        /// Computes the value.
        run: fn(&mut Captures) -> Value,
        /// Drives the target.
        with: H::Binding,
    },
    /// Handles an event.
    Event {
        /// The element that listens.
        at: Locator,
        /// The event and its modifiers.
        on: &'static EventDef,
        /// Listens.
        with: H::Event,
    },
    /// Computes the condition of a `<Show>` whose captures are all on the client.
    Gate {
        /// The structure hole of the `<Show>`.
        at: Locator,
        /// Computes it.
        with: H::Gate,
    },
    /// Hands an element to a `NodeRef`.
    NodeRef {
        /// The element.
        at: Locator,
        /// Stores it.
        with: H::NodeRef,
    },
    /// A memo that the client runs. Slot 0 of its scope is its own node number.
    Memo {
        /// Makes its node.
        with: H::Memo,
    },
    /// The apply half of an effect, or `on_mount`: runs once on resume, and again whenever what it read has changed.
    Effect {
        /// Runs it.
        with: H::Effect,
    },
}

/// The half that attaches nothing.
#[derive(Clone, Copy, Debug)]
pub enum Unattached {}

impl Half for Unattached {
    type Binding = ();
    type Event = ();
    type Gate = ();
    type NodeRef = ();
    type Memo = ();
    type Effect = ();
}

impl<H: Half> Role<H> {
    /// Leaves out what a half has attached.
    pub fn bare(self) -> Role<Unattached> {
        match self {
            Self::Binding {
                at, target, run, ..
            } => Role::Binding {
                at,
                target,
                run,
                with: (),
            },
            Self::Event { at, on, .. } => Role::Event { at, on, with: () },
            Self::Gate { at, .. } => Role::Gate { at, with: () },
            Self::NodeRef { at, .. } => Role::NodeRef { at, with: () },
            Self::Memo { .. } => Role::Memo { with: () },
            Self::Effect { .. } => Role::Effect { with: () },
        }
    }
}

/// Walks over what a client function captured, one encoded value at a time, in the order of its capture tuple.
pub struct Captures<'a> {
    slots: &'a [Vec<u8>],
    order: &'static [u16],
    taken: usize,
}

impl<'a> Captures<'a> {
    /// The captures of a function that takes `order` of a scope's `slots`.
    pub fn new(slots: &'a [Vec<u8>], order: &'static [u16]) -> Self {
        Self {
            slots,
            order,
            taken: 0,
        }
    }

    /// The captures of a function in their own order, one value after the other. For running a function on the server.
    pub fn in_order(values: &'a [Vec<u8>]) -> Self {
        Self {
            slots: values,
            order: &[],
            taken: 0,
        }
    }

    /// The bytes of the next captured value; none at all for a value that was not sent.
    pub fn bytes(&mut self) -> &'a [u8] {
        let slot = self
            .order
            .get(self.taken)
            .map_or(self.taken, |slot| usize::from(*slot));
        self.taken += 1;
        self.slots.get(slot).map_or(&[], Vec::as_slice)
    }
}

/// A client function together with what it captured.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug)]
pub struct Function {
    /// The slots of its scope that it takes, in the order of its captures.
    pub slots: &'static [u16],
    /// The values in those slots, one each.
    pub captures: Vec<Captured>,
    /// The function's sort and place.
    pub role: Role<Unattached>,
}

/// One captured value, encoded.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug)]
pub struct Captured {
    /// The value in the `Local` crossing context: handles are raw node ids in it.
    pub bytes: Vec<u8>,
    /// The handles in it.
    pub nodes: Vec<NodeId>,
    /// Those of them that can write or call.
    pub writes: Vec<NodeId>,
    /// The handles in the values of these: what follows one of them is the browser's as well.
    pub within: Vec<NodeId>,
    /// Encodes the value again, in the crossing context of the time of the call.
    pub relink: fn(&[u8]) -> Vec<u8>,
    /// Encodes it again as one that is only read, if it is a handle.
    pub reader: Option<fn(&[u8]) -> Vec<u8>>,
    /// The initial value of its handle need not be sent, the client can make it itself.
    pub elidable: bool,
}

#[cfg(not(target_arch = "wasm32"))]
impl Function {
    /// Evaluates a binding; none of other functions.
    pub(crate) fn evaluate(&self) -> Option<Value> {
        let Role::Binding { run, .. } = self.role else {
            return None;
        };
        let captures = self.captures.iter();
        let values: Vec<_> = captures.map(|capture| capture.bytes.clone()).collect();
        let _local = crate::cross::local();
        Some(crate::graph::untrack(|| {
            run(&mut Captures::in_order(&values))
        }))
    }

    /// The number of slots of a scope that is this function's alone.
    pub(crate) fn frame_slots(&self) -> u16 {
        self.slots.iter().max().map_or(0, |last| last + 1)
    }
}
