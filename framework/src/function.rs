//! Client functions, as both halves have them: their role and place, and their captures.
//!
//! A half attaches to each function the code that runs it: see [`Half`]. The browser's is in `client/kind.rs`. The
//! server attaches nothing: of client functions it runs only bindings, and only to compute their value.

use std::fmt::Debug;

#[cfg(not(target_arch = "wasm32"))]
use crate::graph::NodeId;
use crate::part::{EventDef, Locator, Target, Value};

/// A half of an application, with the types that it attaches to client functions of each role.
pub trait Half {
    /// Attached to a binding.
    type Binding: Copy + Debug;
    /// Attached to an event handler.
    type Event: Copy + Debug;
    /// Attached to the condition of a `<Show>`.
    type Gate: Copy + Debug;
    /// Attached to a `node_ref`.
    type NodeRef: Copy + Debug;
    /// Attached to a memo.
    type Memo: Copy + Debug;
    /// Attached to an effect.
    type Effect: Copy + Debug;
}

/// The role of a client function, with its place and the data that a half attaches. Functions have no types: they
/// decode their captures each time they run.
#[derive(Clone, Copy, Debug)]
pub enum Role<H: Half> {
    /// Sets a target to a computed value, again whenever something it read has changed.
    Binding {
        /// The place of the target.
        at: Locator,
        /// The part of the element that is set.
        target: Target,
        /// Computes the value.
        run: fn(&mut Captures) -> Value,
        /// Sets the target.
        with: H::Binding,
    },
    /// Handles an event.
    Event {
        /// The element that listens.
        at: Locator,
        /// The event and its modifiers.
        on: &'static EventDef,
        /// Adds the listener.
        with: H::Event,
    },
    /// Computes the condition of a `<Show>` whose captures are all in the browser.
    Gate {
        /// The structure hole of the `<Show>`.
        at: Locator,
        /// Computes the condition.
        with: H::Gate,
    },
    /// Gives an element to a `NodeRef`.
    NodeRef {
        /// The element.
        at: Locator,
        /// Stores the element.
        with: H::NodeRef,
    },
    /// Computes a memo in the browser. Slot 0 of its frame has its own node number.
    Memo {
        /// Makes the memo's node.
        with: H::Memo,
    },
    /// Runs the apply half of an effect, or `on_mount`: once on resume, and again whenever something it read has
    /// changed.
    Effect {
        /// Runs the effect.
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
    /// Removes the data that a half has attached.
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

/// An iterator over the captures of a client function, one encoded value at a time, in the order of its capture tuple.
pub struct Captures<'a> {
    slots: &'a [Vec<u8>],
    order: &'static [u16],
    taken: usize,
}

impl<'a> Captures<'a> {
    /// Makes the captures of a function that takes `order` of a frame's `slots`.
    pub fn new(slots: &'a [Vec<u8>], order: &'static [u16]) -> Self {
        Self {
            slots,
            order,
            taken: 0,
        }
    }

    /// Makes captures of values in their own order. For running a function on the server.
    pub fn in_order(values: &'a [Vec<u8>]) -> Self {
        Self {
            slots: values,
            order: &[],
            taken: 0,
        }
    }

    /// Returns the bytes of the next captured value; empty for a value that was not sent.
    pub fn bytes(&mut self) -> &'a [u8] {
        let slot = self
            .order
            .get(self.taken)
            .map_or(self.taken, |slot| usize::from(*slot));
        self.taken += 1;
        self.slots.get(slot).map_or(&[], Vec::as_slice)
    }
}

/// A client function with its captures.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug)]
pub struct Function {
    /// The slots of the frame that it takes, in the order of its captures.
    pub slots: &'static [u16],
    /// The values in these slots.
    pub captures: Vec<Captured>,
    /// The role and place.
    pub role: Role<Unattached>,
}

/// One captured value, encoded.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug)]
pub struct Captured {
    /// The encoding in the local crossing context, in which handles are raw node ids.
    pub bytes: Vec<u8>,
    /// The nodes of the handles in it.
    pub nodes: Vec<NodeId>,
    /// The nodes that these handles can write or call.
    pub writes: Vec<NodeId>,
    /// The nodes of handles in the values of these: if the browser may write one of them, it runs the function too.
    pub within: Vec<NodeId>,
    /// Encodes the value again, in the crossing context of the time of the call.
    pub relink: fn(&[u8]) -> Vec<u8>,
    /// Encodes the value again with reading access only, if it is a handle.
    pub reader: Option<fn(&[u8]) -> Vec<u8>>,
    /// True if the initial value of its source need not be sent, because the browser can make it itself.
    pub elidable: bool,
}

#[cfg(not(target_arch = "wasm32"))]
impl Function {
    /// Evaluates a binding; `None` for other functions.
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

    /// Returns the number of slots of a frame that belongs to this function alone.
    pub(crate) fn frame_slots(&self) -> u16 {
        self.slots.iter().max().map_or(0, |last| last + 1)
    }
}
