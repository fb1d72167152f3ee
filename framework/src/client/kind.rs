//! What an artifact says of itself: its kinds, and for each the client functions with the places they act at.
//!
//! Generated code fills a [`Registry`] in the browser; natively each function is noted when the server half first makes
//! it (`rendered`), and the simulation resumes from that.

use std::rc::Rc;

use crate::client::dom::Node;
use crate::client::live::{CONTROLS, ControlHooks};
use crate::client::page::Page;
use crate::client::resume::Waking;
use crate::client::{LIVE, Live};
use crate::client::{bind, dispatch};
use crate::function::{self, Captures, Half};
use crate::graph::NodeId;
use crate::part::{EventDef, KindId, Locator, Target, Value};

/// The client half of one kind.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Names it, alike on both sides.
    pub id: KindId,
    /// The number of slots of its scopes.
    pub slots: u16,
    /// Its client functions, in the order of the markup.
    pub parts: Vec<Part>,
}

/// One client function of a kind.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// The slots it captures, in the order of its capture tuple.
    pub slots: &'static [u16],
    /// The function's sort and place.
    pub role: ClientRole,
}

/// A client function, with what the browser runs it with.
pub type ClientRole = function::Role<Browser>;

/// The browser's half.
#[derive(Clone, Copy, Debug)]
pub enum Browser {}

impl Half for Browser {
    type Binding = bind::Begin;
    type Event = Listening;
    type Gate = Deciding;
    type NodeRef = Filling;
    type Memo = ClientMemo;
    type Effect = Applying;
}

/// A handler, and how it listens: see [`ClientRole::event`].
#[derive(Clone, Copy, Debug)]
pub struct Listening {
    /// Calls the handler.
    pub call: dispatch::Deliver,
    /// Lets the document call it.
    pub listen: dispatch::Listen,
    /// Handles an event.
    pub run: dispatch::HandlerFn,
}

/// The condition of a `<Show>`: see [`ClientRole::gate`].
#[derive(Clone, Copy, Debug)]
pub struct Deciding {
    /// Computes it.
    pub run: fn(&mut Captures) -> bool,
    /// Wakes it.
    pub wake: fn(Waking<'_>, Locator, fn(&mut Captures) -> bool),
}

/// The way into a `NodeRef`: see [`ClientRole::node_ref`].
#[derive(Clone, Copy, Debug)]
pub struct Filling {
    /// Stores the element.
    pub run: fn(&mut Captures, Node),
    /// Wakes it.
    pub wake: fn(Waking<'_>, Locator, fn(&mut Captures, Node)),
}

/// A memo: see [`ClientRole::memo`].
#[derive(Clone, Copy, Debug)]
pub struct ClientMemo {
    /// Makes the graph node. Its captures are decoded whenever it computes.
    pub create: fn(Bound) -> NodeId,
    /// Enters it into the page.
    pub enter: fn(&Page, Bound, fn(Bound) -> NodeId),
}

/// The apply half of an effect: see [`ClientRole::effect`].
#[derive(Clone, Copy, Debug)]
pub struct Applying {
    /// Runs it.
    pub run: fn(&mut Captures),
    /// Wakes it.
    pub wake: fn(Waking<'_>, fn(&mut Captures)),
}

impl ClientRole {
    /// A binding. Always inlined, so that with a constant target the artifact only contains what drives that.
    #[inline(always)]
    pub const fn binding(at: Locator, target: Target, run: fn(&mut Captures) -> Value) -> Self {
        Self::Binding {
            at,
            target,
            run,
            with: bind::begin(&target),
        }
    }

    /// An event handler. Always inlined, so that with a constant definition the artifact only contains what that asks for.
    #[inline(always)]
    pub const fn event(at: Locator, on: &'static EventDef, run: dispatch::HandlerFn) -> Self {
        let with = Listening {
            call: dispatch::call(on),
            listen: dispatch::listen(on),
            run,
        };
        Self::Event { at, on, with }
    }

    /// The condition of a `<Show>`. Like the ones below it brings along what wakes it, so that an artifact without any
    /// does not contain that.
    pub const fn gate(at: Locator, run: fn(&mut Captures) -> bool) -> Self {
        let wake = |waking: Waking<'_>, at, run| waking.gate(at, run);
        let with = Deciding { run, wake };
        Self::Gate { at, with }
    }

    /// The way into a `NodeRef`.
    pub const fn node_ref(at: Locator, run: fn(&mut Captures, Node)) -> Self {
        let wake = |waking: Waking<'_>, at, run| waking.node_ref(at, run);
        let with = Filling { run, wake };
        Self::NodeRef { at, with }
    }

    /// A memo.
    pub const fn memo(create: fn(Bound) -> NodeId) -> Self {
        let enter = |page: &Page, bound, create| page.nodes.compute(bound, create);
        let with = ClientMemo { create, enter };
        Self::Memo { with }
    }

    /// The apply half of an effect.
    pub const fn effect(run: fn(&mut Captures)) -> Self {
        let wake = |waking: Waking<'_>, run| waking.effect(run);
        let with = Applying { run, wake };
        Self::Effect { with }
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

    /// Returns whether every capture was sent. If one is missing, the server runs the function.
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
    /// What the generic components that were entered are entered by.
    entered: Vec<fn(&mut Registry)>,
    /// The root component's first kind: what the kinds of a snapshot are written relative to.
    pub first: KindId,
    live: Option<&'static Live>,
    controls: Option<&'static ControlHooks>,
    kinds: Vec<Kind>,
}

impl Registry {
    /// A registry without kinds. `first` is the root component's first kind.
    pub fn new(first: KindId) -> Self {
        Self {
            entered: Vec::new(),
            first,
            live: None,
            controls: None,
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

    /// Notes that an instance of a generic component is entered; false if it is already (recursion, several uses).
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

    /// Says that a component can need the server: links the part of the runtime that talks to it, to which nothing
    /// else refers. An artifact without such a component does not contain it.
    pub fn live(&mut self) {
        self.live = Some(&LIVE);
    }

    /// Says that a component binds the state of a form control, so that a link to the server has to look after it: links
    /// the part of the runtime that does, in the same way.
    pub fn controls(&mut self) {
        self.controls = Some(&CONTROLS);
    }

    /// The part of the runtime that looks after controls, if a component has asked for it.
    pub(super) fn controls_part(&self) -> Option<&'static ControlHooks> {
        self.controls
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
