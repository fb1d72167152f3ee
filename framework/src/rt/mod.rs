//! The contract between generated code and the framework, all of it: generated code names nothing but
//! `::watershed::rt::…`.
//!
//! `tests/expansion` holds components as the compiler expands them.

#[cfg(target_arch = "wasm32")]
mod browser;
mod capture;
mod convert;
mod lift;
#[cfg(not(target_arch = "wasm32"))]
mod markup;
#[cfg(not(target_arch = "wasm32"))]
mod native;
mod witness;

// What both halves say alike.
pub use crate::client::event;
pub use crate::part::{
    Escape, EventDef, Hole, KindId, Locator, Root, Target, Template, Value, event_flags, kind_id,
    place,
};

// Types by example, for code that never runs.
pub use witness::{Ty, any, any_of, is, same_type, success};

// Client functions: captures, results, and calling the user's closure in them.
pub use capture::{Cap, CapOr, Caps, Capture, CrossingCaps, cap, cap_or, cap_ref, same};
pub use convert::{AsText, AsValue, as_text, as_value};

/// Runs the user's closure inside of a client function.
pub fn call<A, R>(f: impl Fn(A) -> R, argument: A) -> R {
    f(argument)
}

/// The same, for a handler: what the closure gives is of no use.
pub fn handle<A, R>(f: impl Fn(A) -> R, argument: A) {
    f(argument);
}

// Components.
pub use crate::component::{Component, Page, View};

// The server's half: views, and client functions in them.
#[cfg(not(target_arch = "wasm32"))]
pub use {
    crate::server::view::{Builder, Pending, ShowMode},
    markup::{
        async_component, child, component, finish, show, spread, text, text_with, value, value_with,
    },
    native::{client_binding, client_effect, client_event, client_gate, client_memo},
};

// The browser's half: client functions from code that never runs.
#[cfg(target_arch = "wasm32")]
pub use {
    crate::client::Registry,
    browser::{
        Site, lift_binding, lift_effect, lift_event, lift_gate, lift_memo, register_binding,
        register_child, register_effect, register_event, register_gate, register_memo,
    },
};
