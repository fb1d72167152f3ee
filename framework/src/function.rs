//! Client functions, as both halves have them: their role and place, and their captures.
//!
//! A half attaches to each function the code that runs it: see [`Half`]. The browser's is in `client/kind.rs`. The
//! server attaches nothing: of client functions it runs only bindings, and only to compute their value.

use std::fmt::Debug;

#[cfg(not(target_arch = "wasm32"))]
use crate::cross::CapturedValue;
use crate::part::{EventDef, Locator, RowsDef, Target, Value};

/// A half of an application, with the types that it attaches to client functions of each role.
pub trait Half {
    /// Attached to a binding.
    type Binding: Copy + Debug;
    /// Attached to an event handler.
    type Event: Copy + Debug;
    /// Attached to the condition of a `<Show>`.
    type Gate: Copy + Debug;
    /// Attached to a list whose rows the browser makes.
    type List: Copy + Debug;
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
    /// Yields the items of a list whose rows the browser makes.
    List {
        /// The structure hole of the list.
        at: Locator,
        /// The parts of a row.
        rows: &'static RowsDef,
        /// Makes the rows.
        with: H::List,
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
    type List = ();
    type NodeRef = ();
    type Memo = ();
    type Effect = ();
}

impl<H: Half> Role<H> {
    /// Returns whether the browser runs the function whatever it captured.
    pub fn is_always_in_browser(&self) -> bool {
        matches!(
            self,
            Self::Event { .. } | Self::NodeRef { .. } | Self::Effect { .. } | Self::List { .. }
        )
    }

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
            Self::List { at, rows, .. } => Role::List { at, rows, with: () },
            Self::NodeRef { at, .. } => Role::NodeRef { at, with: () },
            Self::Memo { .. } => Role::Memo { with: () },
            Self::Effect { .. } => Role::Effect { with: () },
        }
    }
}

/// An iterator over the captures of a client function, in the order of its capture tuple.
pub struct Captures<'a> {
    slots: Slots<'a>,
    order: &'static [u16],
    taken: usize,
}

/// The values of a frame. A browser has only encoded ones, so its artifact does not contain code of the others.
enum Slots<'a> {
    Encoded(&'a [Vec<u8>]),
    #[cfg(not(target_arch = "wasm32"))]
    Captured(&'a [CapturedValue]),
}

impl<'a> Captures<'a> {
    /// Makes the captures of a function that takes `order` of a frame's `slots`.
    pub fn new(slots: &'a [Vec<u8>], order: &'static [u16]) -> Self {
        Self {
            slots: Slots::Encoded(slots),
            order,
            taken: 0,
        }
    }

    /// Makes captures of encoded values in their own order.
    pub fn in_order(values: &'a [Vec<u8>]) -> Self {
        Self::new(values, &[])
    }

    /// Makes the captures of a function that runs on the server.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn on_server(frame: &'a [CapturedValue], order: &'static [u16]) -> Self {
        Self {
            slots: Slots::Captured(frame),
            order,
            taken: 0,
        }
    }

    /// Returns the bytes of the next captured value; empty for a value that was not sent, and on the server.
    pub fn bytes(&mut self) -> &'a [u8] {
        let slot = self.slot();
        match self.slots {
            Slots::Encoded(slots) => slots.get(slot).map_or(&[], Vec::as_slice),
            #[cfg(not(target_arch = "wasm32"))]
            Slots::Captured(_) => &[],
        }
    }

    /// Returns the next captured value, if its function runs on the server. Otherwise nothing is taken.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn value(&mut self) -> Option<&'a CapturedValue> {
        match self.slots {
            Slots::Encoded(_) => None,
            Slots::Captured(frame) => frame.get(self.slot()),
        }
    }

    fn slot(&mut self) -> usize {
        let slot = self
            .order
            .get(self.taken)
            .map_or(self.taken, |slot| usize::from(*slot));
        self.taken += 1;
        slot
    }
}

#[cfg(not(target_arch = "wasm32"))]
pub use native::*;

/// Client functions as the server has them.
#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::{Captures, Role, Unattached};
    use crate::cross::CapturedValue;
    use crate::graph::NodeId;
    use crate::part::Value;

    /// A client function, as all instances of its kind have it.
    #[derive(Clone, Copy, Debug)]
    pub struct Function {
        /// The slots of the frame that it takes, in the order of its captures.
        pub slots: &'static [u16],
        /// The captures.
        pub captures: Option<&'static CaptureList>,
        /// The role and place.
        pub role: Role<Unattached>,
    }

    /// The captures of a client function, in order, as all instances of its kind have them.
    #[derive(Debug)]
    pub struct CaptureList {
        /// The first one.
        pub first: CaptureDef,
        /// The others.
        pub rest: Option<&'static CaptureList>,
    }

    /// The facts about a captured value that its type and its use decide.
    #[derive(Clone, Copy, Debug)]
    pub struct CaptureDef {
        /// Encodes the value in the crossing context of the time of the call, and appends it.
        pub append: fn(&CapturedValue, &mut Vec<u8>),
        /// True if the function may write what the handles in the value can write.
        pub writes: bool,
        /// True if the initial value of its source need not be sent, because the browser can make it itself.
        pub elidable: bool,
        /// True if the function only reads the handles that are the values of its node.
        pub reads_within: bool,
    }

    /// The values that the client functions of one instance have captured, by slot. Copies share them.
    #[derive(Clone, Debug, Default)]
    pub struct Frame(FrameValues);

    /// Most frames that are kept for long have one value, a signal: it costs no allocation.
    #[derive(Clone, Debug, Default)]
    enum FrameValues {
        #[default]
        None,
        One(CapturedValue),
        Many(Rc<[CapturedValue]>),
    }

    thread_local! {
        /// An empty frame: the rows of a list fill and empty one after the other.
        static SPARE: Cell<Option<Rc<[CapturedValue]>>> = const { Cell::new(None) };
    }

    impl Function {
        /// Returns the captures with their slots.
        pub fn captures(&self) -> impl Iterator<Item = (usize, &'static CaptureDef)> {
            let list = std::iter::successors(self.captures, |list| list.rest);
            let slots = self.slots.iter().map(|slot| usize::from(*slot));
            slots.zip(list.map(|list| &list.first))
        }

        /// Evaluates a binding on the server; `None` for other functions.
        pub(crate) fn evaluate(&self, frame: &Frame) -> Option<Value> {
            let Role::Binding { run, .. } = self.role else {
                return None;
            };
            Some(run(&mut Captures::on_server(frame.values(), self.slots)))
        }

        /// Returns the first captured node: of a memo, its own.
        pub(crate) fn first_node(&self, frame: &Frame) -> Option<NodeId> {
            let mut nodes = frame.taken(self).flat_map(|(value, _)| value.nodes());
            nodes.next().copied()
        }
    }

    impl CaptureDef {
        /// Returns the nodes that the function may write or call through the value.
        pub(crate) fn writes<'v>(&self, value: &'v CapturedValue) -> &'v [NodeId] {
            match self.writes {
                true => value.writes(),
                false => &[],
            }
        }
    }

    impl Frame {
        /// Makes an empty frame for one function.
        pub(crate) fn of_slots(slots: &'static [u16]) -> Self {
            Self::new(slots.iter().max().map_or(0, |last| last + 1))
        }

        /// Returns the number of slots.
        pub(crate) fn slots(&self) -> u16 {
            self.values().len() as u16
        }

        /// Makes an empty frame.
        pub(crate) fn new(slots: u16) -> Self {
            let values = match usize::from(slots) {
                0 => FrameValues::None,
                1 => FrameValues::One(CapturedValue::Nothing),
                slots => FrameValues::Many(match SPARE.take() {
                    Some(spare) if spare.len() == slots => spare,
                    _ => std::iter::repeat_n(CapturedValue::Nothing, slots).collect(),
                }),
            };
            Self(values)
        }

        /// Keeps the memory for the next frame, if nothing else has the values.
        pub(crate) fn recycle(self) {
            if let FrameValues::Many(mut spare) = self.0
                && let Some(values) = Rc::get_mut(&mut spare)
            {
                values.fill(CapturedValue::Nothing);
                SPARE.set(Some(spare));
            }
        }

        /// Sets the value of a slot, unless another function has set it. It is the same value.
        ///
        /// # Panics
        /// If there is no such slot, or if the frame has been copied.
        pub(crate) fn set(&mut self, slot: u16, value: CapturedValue) {
            let values = match &mut self.0 {
                FrameValues::None => None,
                FrameValues::One(value) => Some(std::slice::from_mut(value)),
                FrameValues::Many(values) => Rc::get_mut(values),
            };
            let values = values.expect("a frame is filled before it is shared");
            let free = &mut values[usize::from(slot)];
            if matches!(free, CapturedValue::Nothing) {
                *free = value;
            }
        }

        /// Returns a frame with copies of the values, which can be filled further.
        pub(crate) fn clone_values(&self) -> Self {
            Self(match &self.0 {
                FrameValues::Many(values) => FrameValues::Many(values.iter().cloned().collect()),
                few => few.clone(),
            })
        }

        /// Returns the values, by slot.
        pub(crate) fn values(&self) -> &[CapturedValue] {
            match &self.0 {
                FrameValues::None => &[],
                FrameValues::One(value) => std::slice::from_ref(value),
                FrameValues::Many(values) => values,
            }
        }

        /// Returns the values that a function captured, with the function's knowledge of each.
        pub(crate) fn taken(
            &self,
            function: &Function,
        ) -> impl Iterator<Item = (&CapturedValue, &'static CaptureDef)> {
            let captures = function.captures();
            captures.filter_map(|(slot, def)| Some((self.values().get(slot)?, def)))
        }
    }
}
