//! What an artifact says of itself: its kinds, and for each the client functions with the places they act at.
//!
//! Generated code fills a [`Registry`]: in the browser from the artifact, natively one kind at a time while the
//! server renders (the simulation resumes from that).

use std::rc::Rc;

use crate::client::dom::Node;
use crate::client::event::RawEvent;
use crate::client::page::Page;
use crate::client::resume::Waking;
use crate::client::{LIVE, Live};
use crate::client::{bind, dispatch};
use crate::graph::NodeId;
use crate::part::{EventDef, KindId, Locator, Target, Value};

/// The client half of one kind.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Names it, alike on both sides.
    pub id: KindId,
    /// How many slots its scopes have.
    pub slots: u16,
    /// Its client functions, in the order of the markup.
    pub parts: Vec<Part>,
}

/// One client function of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The slots it captures, in the order of its capture tuple.
    pub slots: &'static [u16],
    /// What it does, and where.
    pub what: What,
}

/// What a client function does. The functions are erased: they decode their captures each time they run.
#[derive(Clone, Copy, Debug)]
pub enum What {
    /// Computes a value and drives a target with it, again whenever what it read has changed.
    Binding {
        /// Where the target stands.
        at: Locator,
        /// What is driven.
        target: Target,
        /// Drives it: see [`What::binding`].
        begin: bind::Begin,
        /// Computes the value.
        run: fn(&mut Captures) -> Value,
    },
    /// Handles an event.
    Event {
        /// The element that listens.
        at: Locator,
        /// The event and its modifiers.
        on: &'static EventDef,
        /// Calls the handler: see [`What::event`].
        call: dispatch::Call,
        /// Lets the document call it.
        listen: dispatch::Listen,
        /// Handles it.
        run: fn(&mut Captures, &RawEvent),
    },
    /// Computes the condition of a `<Show>` whose captures are all on the client.
    Gate {
        /// The structure hole of the `<Show>`.
        at: Locator,
        /// Computes the condition.
        run: fn(&mut Captures) -> bool,
        /// Wakes it: see [`What::gate`].
        wake: fn(Waking<'_>, Locator, fn(&mut Captures) -> bool),
    },
    /// Hands an element to a `NodeRef`.
    NodeRef {
        /// The element.
        at: Locator,
        /// Stores it.
        run: fn(&mut Captures, Node),
        /// Wakes it: see [`What::node_ref`].
        wake: fn(Waking<'_>, Locator, fn(&mut Captures, Node)),
    },
    /// A memo that the client runs. Slot 0 of its scope is its own node number.
    Memo {
        /// Makes the graph node. Its captures are decoded whenever it computes.
        create: fn(Bound) -> NodeId,
        /// Enters it into the page: see [`What::memo`].
        enter: fn(&Page, Bound, fn(Bound) -> NodeId),
    },
    /// The apply half of an effect, or `on_mount`: runs once on resume, and again whenever what it read has changed.
    Effect {
        /// Runs it.
        run: fn(&mut Captures),
        /// Wakes it: see [`What::effect`].
        wake: fn(Waking<'_>, fn(&mut Captures)),
    },
}

impl What {
    /// A binding. Always inlined, so that with a constant target the artifact only contains what drives that.
    #[inline(always)]
    pub const fn binding(at: Locator, target: Target, run: fn(&mut Captures) -> Value) -> Self {
        Self::Binding {
            at,
            target,
            begin: bind::begin(&target),
            run,
        }
    }

    /// An event handler. Always inlined, so that with a constant definition the artifact only contains what that asks for.
    #[inline(always)]
    pub const fn event(
        at: Locator,
        on: &'static EventDef,
        run: fn(&mut Captures, &RawEvent),
    ) -> Self {
        Self::Event {
            at,
            on,
            call: dispatch::call(on),
            listen: dispatch::listen(on),
            run,
        }
    }

    /// The condition of a `<Show>`. Like the ones below it brings along what wakes it, so that an artifact without any
    /// does not contain that.
    pub const fn gate(at: Locator, run: fn(&mut Captures) -> bool) -> Self {
        Self::Gate {
            at,
            run,
            wake: |waking, at, run| waking.gate(at, run),
        }
    }

    /// What fills a `NodeRef`.
    pub const fn node_ref(at: Locator, run: fn(&mut Captures, Node)) -> Self {
        Self::NodeRef {
            at,
            run,
            wake: |waking, at, run| waking.node_ref(at, run),
        }
    }

    /// A memo.
    pub const fn memo(create: fn(Bound) -> NodeId) -> Self {
        Self::Memo {
            create,
            enter: |page, bound, create| page.nodes.compute(bound, create),
        }
    }

    /// The apply half of an effect.
    pub const fn effect(run: fn(&mut Captures)) -> Self {
        Self::Effect {
            run,
            wake: |waking, run| waking.effect(run),
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

    /// The captures of a function as they stand: one value after the other. For running a lifted function on the server.
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

/// The captures of one client function in one live scope, for as often as it runs.
#[derive(Clone)]
pub struct Bound {
    slots: Rc<Vec<Vec<u8>>>,
    order: &'static [u16],
}

impl Bound {
    /// The function that takes `order` of the slots of a scope.
    pub fn new(slots: Rc<Vec<Vec<u8>>>, order: &'static [u16]) -> Self {
        Self { slots, order }
    }

    /// Whether all that it captures was sent. What is not is of no use to it here: the server runs it.
    pub fn is_complete(&self) -> bool {
        self.order.iter().all(|slot| {
            self.slots
                .get(usize::from(*slot))
                .is_some_and(|bytes| !bytes.is_empty())
        })
    }

    /// Its captures, from the first one on.
    pub fn captures(&self) -> Captures<'_> {
        Captures::new(&self.slots, self.order)
    }
}

/// All kinds of an artifact.
pub struct Registry {
    /// The root component's first kind: what the kinds of a snapshot are written relative to.
    pub first: KindId,
    live: Option<&'static Live>,
    kinds: Vec<Kind>,
}

impl Registry {
    /// A registry without kinds. `first` is the root component's first kind.
    pub fn new(first: KindId) -> Self {
        Self {
            first,
            live: None,
            kinds: Vec::new(),
        }
    }

    /// Adds an empty kind, for the parts to be pushed to; none if it is there already (recursion, several uses).
    pub fn kind(&mut self, id: KindId, slots: u16) -> Option<&mut Kind> {
        if self.find(id).is_some() {
            return None;
        }
        self.kinds.push(Kind {
            id,
            slots,
            parts: Vec::new(),
        });
        self.kinds.last_mut()
    }

    /// Says that a component can need the server: links the part of the runtime that talks to it, to which nothing
    /// else refers. An artifact without such a component does not contain it.
    pub fn live(&mut self) {
        self.live = Some(&LIVE);
    }

    /// The part of the runtime that talks to the server, if a component has asked for it.
    pub(super) fn live_part(&self) -> Option<&'static Live> {
        self.live
    }

    /// The kind of this name.
    pub fn find(&self, id: KindId) -> Option<&Kind> {
        let own = self.kinds.iter().find(|kind| kind.id == id);
        #[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
        let own = own.or_else(|| super::rendered::find(id));
        own
    }
}
