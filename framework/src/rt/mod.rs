//! The contract between generated code and the framework, all of it: generated code names nothing but
//! `::watershed::rt::…`.
//!
//! `tests/expansion` holds components as the compiler expands them, with reasons.

#[cfg(target_arch = "wasm32")]
mod browser;
mod call;
mod capture;
mod convert;
mod derive;
mod items;
#[cfg(not(target_arch = "wasm32"))]
mod keep;
mod lift;
#[cfg(not(target_arch = "wasm32"))]
mod markup;
#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(not(target_arch = "wasm32"))]
mod props;
mod witness;

// ---- Both halves: static descriptions.
pub use crate::client::event; // the types of events: `event::click`
pub use crate::part::{EventDef, KindId, Locator, Target, event_flags, place}; // where parts stand, what they listen to
pub use crate::part::{instance, kind_id}; // names kinds: `kind_id(module_path!(), "Counter", 0)`

// ---- Both halves: types by example, for code that never runs.
pub use items::item_of; // what `let:row` is, given `each`
pub use witness::Ty; // a type that only inference knows: `Ty::new()`
pub use witness::item_of_slot;
pub use witness::success; // what `?` gives
pub use witness::{any, any_of}; // a value of any type, of a witness's type
pub use witness::{is, same_type}; // makes a witness's type that of a value, of another witness // what a slot's `let:item` is, given the slot's type

// ---- Both halves: what client functions capture.
pub use capture::cap; // a value
pub use capture::cap_or; // a handle whose source starts as `|| 0`: that need not be sent
pub use capture::cap_ref; // a borrowed prop
pub use capture::same;
pub use capture::{Caps, CrossingCaps}; // capture tuples: `(cap(&a), (cap(&b), ()))` // asserts that body and slice agree on a capture's type

// ---- Both halves: what stands in a client function.
pub use call::{call, handle}; // runs the user's closure; a handler's result is dropped
pub use call::{effect_of, mount}; // `effect(compute, apply)`, `on_mount(f)`
pub use convert::{as_text, as_value}; // the result of a binding: text, anything else
pub use derive::{project, select};
pub use items::condition; // the result of a gate // rule 7: a path as a memo; rule 11: `s.get() == c` as a selector

// ---- Both halves: components.
pub use crate::callback::Callback;
pub use crate::children::{Children, Slot};
pub use crate::component::{Component, Page, View};
pub use crate::cross::Cross;

// ---- The server's half: a component, its props and its markup.
#[cfg(not(target_arch = "wasm32"))]
pub use {
    crate::part::{Escape, Hole, Root, Template}, // the static half of a view
    crate::server::view::{Builder, Pending, ShowMode}, // a view in the making, a component's result
    keep::keep,                                  // a local, cloned for a structure closure
    markup::{async_component, component},        // the body of a component
    markup::{branch, fixed, rebuild, show},      // structure; with `fallback`
    markup::{child, content, content_of, fallback}, // a component; what stands in it; with `let:`
    markup::{finish, spread, text, text_with, value, value_with}, // holes that are the server's own
    native::{client_binding, client_event, client_gate, client_ref}, // client functions in markup
    native::{client_callback, client_effect, client_memo}, // client functions outside of markup
    props::{Given, Missing, given},              // which props a builder has
};

// ---- The browser's half: client functions out of code that never runs.
#[cfg(target_arch = "wasm32")]
pub use {
    crate::client::Registry,
    browser::{Site, register_callback, register_child}, // a client function's type
    browser::{lift_binding, lift_event, lift_gate, lift_ref}, // types a client function in markup
    browser::{lift_callback, lift_effect, lift_memo},   // the same outside of markup
    browser::{register_binding, register_event, register_gate, register_ref}, // enters it
    browser::{register_effect, register_memo},
};
