//! Client functions in code that never runs: they get their types in a slice.
//!
//! The browser's build makes them from these types; the server's build has the same slice beside the body, to check
//! that captures have the same types in both.

use std::marker::PhantomData;

use crate::callback::Callback;
use crate::client::event::EventType;
use crate::client::{Event, ListItems, Refer};
use crate::graph::Memo;
use crate::part::Value;
use crate::rt::capture::Caps;
use crate::rt::witness::{Ty, any};

/// The type of a client function: its captures, its closure, and (for events and callbacks) its argument.
pub struct Site<C, F, A = ()>(PhantomData<fn() -> (C, F, A)>);

/// Types a binding.
pub fn lift_binding<C: Caps, F: Fn(C::Out) -> Value + Copy>(_: Ty<Site<C, F>>, _: C, f: F) -> F {
    f
}

/// Types an event handler.
pub fn lift_event<E: EventType, C: Caps, F: Fn(C::Out, Event<E>) + Copy>(
    _: Ty<Site<C, F, E>>,
    _: Ty<E>,
    _: C,
    f: F,
) -> F {
    f
}

/// Types the condition of a `<Show>`.
pub fn lift_gate<C: Caps, F: Fn(C::Out) -> bool + Copy>(_: Ty<Site<C, F>>, _: C, f: F) -> F {
    f
}

/// Types a list whose rows the browser makes.
pub fn lift_list<C: Caps, F: Fn(C::Out) -> R + Copy, R: ListItems>(
    _: Ty<Site<C, F, R>>,
    _: C,
    f: F,
) -> F {
    f
}

/// Types `node_ref=`.
pub fn lift_ref<C: Caps, F: Fn(C::Out) -> R + Copy, R: Refer>(
    _: Ty<Site<C, F, R>>,
    _: C,
    f: F,
) -> F {
    f
}

/// Types a memo.
pub fn lift_memo<C: Caps, F: Fn(C::Out) -> T + Copy, T>(
    _: Ty<Site<C, F, T>>,
    _: C,
    f: F,
) -> (Memo<T>, F) {
    (any(), f)
}

/// Types an effect, or `on_mount`.
pub fn lift_effect<C: Caps, F: Fn(C::Out) + Copy>(_: Ty<Site<C, F>>, _: C, f: F) -> F {
    f
}

/// Types a closure given to a prop named `on_…`. The second witness is that of the prop.
pub fn lift_callback<C: Caps, F: Fn(C::Out, A) -> R + Copy, A, R>(
    _: Ty<Site<C, F, (A, R)>>,
    _: Ty<Callback<A, R>>,
    _: C,
    f: F,
) -> F {
    f
}
