//! The description of an artifact: its kinds, each with its client functions and their places.
//!
//! Generated code fills a [`Registry`] in the browser. Natively each function is noted when the server half first makes
//! it (`rendered`), and the simulation resumes from these notes.

use std::rc::Rc;

use crate::client::dom::Node;
use crate::client::lists::ListItems;
use crate::client::live::{CONTROLS, ControlHooks};
use crate::client::page::Page;
use crate::client::resume::Waking;
use crate::client::{LIVE, Live};
use crate::client::{bind, dispatch};
use crate::function::{self, Captures, Half};
use crate::graph::NodeId;
use crate::part::{EventDef, KindId, Locator, RowsDef, Target, Value};

/// The client half of one kind.
#[derive(Clone, Debug)]
pub struct Kind {
    /// The id, the same on both sides.
    pub id: KindId,
    /// The number of slots of its frames.
    pub slots: u16,
    /// The client functions, in the order of the markup.
    pub parts: Vec<Part>,
}

/// One client function of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The captured slots, in the order of the capture tuple.
    pub slots: &'static [u16],
    /// The function's role and place.
    pub role: ClientRole,
}

/// A role of a client function, with the functions that run it in the browser.
pub type ClientRole = function::Role<Browser>;

/// The browser's half of client functions.
#[derive(Clone, Copy, Debug)]
pub enum Browser {}

impl Half for Browser {
    type Binding = bind::Begin;
    type Event = Listening;
    type Gate = Deciding;
    type List = Listing;
    type NodeRef = Filling;
    type Memo = ClientMemo;
    type Effect = Applying;
}

/// The functions of a handler: see [`ClientRole::event`].
#[derive(Clone, Copy, Debug)]
pub struct Listening {
    /// Delivers an event to the handler.
    pub call: dispatch::Deliver,
    /// Adds the listener.
    pub listen: dispatch::Listen,
    /// Runs the handler.
    pub run: dispatch::HandlerFn,
}

/// The functions of a `<Show>`'s condition: see [`ClientRole::gate`].
#[derive(Clone, Copy, Debug)]
pub struct Deciding {
    /// Computes the condition.
    pub run: fn(&mut Captures) -> bool,
    /// Wakes the gate.
    pub wake: fn(Waking<'_>, Locator, fn(&mut Captures) -> bool),
}

/// The functions of a list whose rows the browser makes: see [`ClientRole::list`].
#[derive(Clone, Copy, Debug)]
pub struct Listing {
    /// Returns the items.
    pub run: ListFn,
    /// Wakes the list.
    pub wake: fn(Waking<'_>, Locator, &'static RowsDef, ListFn),
}

/// Returns the items of a list.
pub type ListFn = fn(&mut Captures) -> Box<dyn ListItems>;

/// The functions of a `node_ref`: see [`ClientRole::node_ref`].
#[derive(Clone, Copy, Debug)]
pub struct Filling {
    /// Stores the element.
    pub run: fn(&mut Captures, Node),
    /// Wakes the reference.
    pub wake: fn(Waking<'_>, Locator, fn(&mut Captures, Node)),
}

/// The functions of a memo: see [`ClientRole::memo`].
#[derive(Clone, Copy, Debug)]
pub struct ClientMemo {
    /// Makes the graph node. The captures are decoded each time the memo computes.
    pub create: fn(Bound) -> NodeId,
    /// Adds the memo to the page.
    pub enter: fn(&Page, Bound, fn(Bound) -> NodeId),
}

/// The functions of an effect: see [`ClientRole::effect`].
#[derive(Clone, Copy, Debug)]
pub struct Applying {
    /// Runs the effect.
    pub run: fn(&mut Captures),
    /// Wakes the effect.
    pub wake: fn(Waking<'_>, fn(&mut Captures)),
}

impl ClientRole {
    /// Makes a binding. Always inlined, so that with a constant target the artifact contains only the code for this
    /// target.
    #[inline(always)]
    pub const fn binding(at: Locator, target: Target, run: fn(&mut Captures) -> Value) -> Self {
        Self::Binding {
            at,
            target,
            run,
            with: bind::begin(&target),
        }
    }

    /// Makes an event handler. Always inlined, so that with a constant definition the artifact contains only the code
    /// for its modifiers.
    #[inline(always)]
    pub const fn event(at: Locator, on: &'static EventDef, run: dispatch::HandlerFn) -> Self {
        let with = Listening {
            call: dispatch::call(on),
            listen: dispatch::listen(on),
            run,
        };
        Self::Event { at, on, with }
    }

    /// Makes the condition of a `<Show>`. Like the roles below it contains the function that wakes it, so that an
    /// artifact without this role does not contain that function.
    pub const fn gate(at: Locator, run: fn(&mut Captures) -> bool) -> Self {
        let wake = |waking: Waking<'_>, at, run| waking.gate(at, run);
        let with = Deciding { run, wake };
        Self::Gate { at, with }
    }

    /// Makes a list whose rows the browser makes.
    pub const fn list(at: Locator, rows: &'static RowsDef, run: ListFn) -> Self {
        let wake = |waking: Waking<'_>, at, rows, run| waking.list(at, rows, run);
        let with = Listing { run, wake };
        Self::List { at, rows, with }
    }

    /// Makes a `node_ref`.
    pub const fn node_ref(at: Locator, run: fn(&mut Captures, Node)) -> Self {
        let wake = |waking: Waking<'_>, at, run| waking.node_ref(at, run);
        let with = Filling { run, wake };
        Self::NodeRef { at, with }
    }

    /// Makes a memo.
    pub const fn memo(create: fn(Bound) -> NodeId) -> Self {
        let enter = |page: &Page, bound, create| page.nodes.compute(bound, create);
        let with = ClientMemo { create, enter };
        Self::Memo { with }
    }

    /// Makes the apply half of an effect.
    pub const fn effect(run: fn(&mut Captures)) -> Self {
        let wake = |waking: Waking<'_>, run| waking.effect(run);
        let with = Applying { run, wake };
        Self::Effect { with }
    }
}

/// The captures of one client function in one region, decoded each time it runs.
#[derive(Clone)]
pub struct Bound {
    slots: Rc<Vec<Vec<u8>>>,
    order: &'static [u16],
}

impl Bound {
    /// Takes `order` of the slots of a frame.
    pub fn new(slots: Rc<Vec<Vec<u8>>>, order: &'static [u16]) -> Self {
        Self { slots, order }
    }

    /// Returns whether every capture was sent. If one is missing, the server runs the function.
    pub fn is_complete(&self) -> bool {
        self.order.iter().all(|slot| {
            self.slots
                .get(usize::from(*slot))
                .is_some_and(|bytes| !bytes.is_empty())
        })
    }

    /// Returns the content of a slot of the frame.
    pub fn slot(&self, slot: u16) -> &[u8] {
        self.slots.get(usize::from(slot)).map_or(&[], Vec::as_slice)
    }

    /// Returns the captures, from the first one on.
    pub fn captures(&self) -> Captures<'_> {
        Captures::new(&self.slots, self.order)
    }
}

/// The id that no kind has: ids are hashes.
const NO_KIND: KindId = KindId(0);

/// All kinds of an artifact.
pub struct Registry {
    /// The instances of generic components that were registered, by their functions.
    entered: Vec<fn(&mut Registry)>,
    /// The root component's first kind: the kinds of a snapshot are written relative to it.
    pub first: KindId,
    live: Option<&'static Live>,
    controls: Option<&'static ControlHooks>,
    kinds: Vec<Kind>,
}

impl Registry {
    /// Makes a registry without kinds. `first` is the root component's first kind.
    pub fn new(first: KindId) -> Self {
        Self {
            entered: Vec::new(),
            first,
            live: None,
            controls: None,
            kinds: Vec::new(),
        }
    }

    /// Adds an empty kind, whose parts are pushed by the caller; `None` if it is there already (recursion, several
    /// uses).
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

    /// Notes that an instance of a generic component is registered. Returns false if it is already (recursion, several
    /// uses).
    pub fn enter(&mut self, register: fn(&mut Registry)) -> bool {
        let is_new = !self
            .entered
            .iter()
            .any(|known| std::ptr::fn_addr_eq(*known, register));
        if is_new {
            self.entered.push(register);
        }
        is_new
    }

    /// Notes that a component can need the server. Links the part of the runtime that communicates with it, to which
    /// nothing else refers: an artifact without such a component does not contain it.
    pub fn live(&mut self) {
        self.live = Some(&LIVE);
    }

    /// Notes that a component binds the state of a form control. Links, in the same way, the part of the runtime that
    /// keeps controls up to date.
    #[inline(never)]
    pub fn controls(&mut self) {
        self.controls = Some(&CONTROLS);
    }

    /// Returns the part of the runtime that keeps controls up to date, if a component needs it. Longer than it need be, so
    /// that no other function is equal: where nothing needs that part, this one returns nothing, and what asks it goes too.
    #[inline(never)]
    pub(super) fn controls_part(&self) -> Option<&'static ControlHooks> {
        self.controls.filter(|_| self.first != NO_KIND)
    }

    /// Returns the part of the runtime that communicates with the server, if a component needs it.
    pub(super) fn live_part(&self) -> Option<&'static Live> {
        self.live
    }

    /// Returns the number of slots of each kind.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn slot_counts(&self) -> impl Iterator<Item = (KindId, u16)> {
        self.kinds.iter().map(|kind| (kind.id, kind.slots))
    }

    /// Returns the kind with this id.
    pub fn find(&self, id: KindId) -> Option<&Kind> {
        let own = self.kinds.iter().find(|kind| kind.id == id);
        #[cfg(all(feature = "testing", not(target_arch = "wasm32")))]
        let own = own.or_else(|| super::rendered::find(id));
        own
    }
}
