//! The browser's half of a client function: `lift_*` types it in code that never runs, `register_*` makes it from
//! that type and enters it into the artifact's registry.

use std::marker::PhantomData;

use crate::callback::{self, Callback};
use crate::client::event::EventType;
use crate::client::{Event, Kind, NodeRef, Part, Registry, What};
use crate::component::Component;
use crate::part::{EventDef, KindId, Locator, Target, Value};
use crate::rt::capture::{Caps, CrossingCaps};
use crate::rt::lift;
use crate::rt::witness::{Ty, any};

/// A client function's type: its captures, its closure, and (for events and callbacks) its argument.
pub struct Site<C, F, A = ()>(PhantomData<fn() -> (C, F, A)>);

/// Types a binding.
pub fn lift_binding<C: Caps, F: Fn(C::Out) -> Value + Copy>(_: Ty<Site<C, F>>, _: C, f: F) -> F {
    f
}

/// Types an event handler.
pub fn lift_event<E: EventType, C: Caps, F: Fn(C::Out, Event<E>) + Copy>(
    _: Ty<Site<C, F, E>>,
    _: C,
    f: F,
) -> F {
    f
}

/// Types the condition of a `<Show>`.
pub fn lift_gate<C: Caps, F: Fn(C::Out) -> bool + Copy>(_: Ty<Site<C, F>>, _: C, f: F) -> F {
    f
}

/// Types `node_ref=`.
pub fn lift_ref<C: Caps, F: Fn(C::Out) -> NodeRef<E> + Copy, E>(
    _: Ty<Site<C, F, E>>,
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
) -> (crate::graph::Memo<T>, F) {
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

/// Enters a binding. Inlined, as [`What::binding`] asks.
#[inline(always)]
pub fn register_binding<C, F>(
    kind: &mut Kind,
    _: Ty<Site<C, F>>,
    at: Locator,
    target: Target,
    slots: &'static [u16],
) where
    C: CrossingCaps,
    F: Fn(C::Out) -> Value + Copy,
{
    push(kind, slots, lift::binding::<C, F>(at, target));
}

/// Enters an event handler. Inlined, as [`What::event`] asks.
#[inline(always)]
pub fn register_event<E, C, F>(
    kind: &mut Kind,
    _: Ty<Site<C, F, E>>,
    at: Locator,
    on: &'static EventDef,
    slots: &'static [u16],
) where
    E: EventType,
    C: CrossingCaps,
    F: Fn(C::Out, Event<E>) + Copy,
{
    push(kind, slots, lift::event::<E, C, F>(at, on));
}

/// Enters the condition of a `<Show>`.
pub fn register_gate<C, F>(kind: &mut Kind, _: Ty<Site<C, F>>, at: Locator, slots: &'static [u16])
where
    C: CrossingCaps,
    F: Fn(C::Out) -> bool + Copy,
{
    push(kind, slots, lift::gate::<C, F>(at));
}

/// Enters `node_ref=`.
pub fn register_ref<C, F, E>(
    kind: &mut Kind,
    _: Ty<Site<C, F, E>>,
    at: Locator,
    slots: &'static [u16],
) where
    C: CrossingCaps,
    F: Fn(C::Out) -> NodeRef<E> + Copy,
{
    push(kind, slots, lift::node_ref::<C, F, E>(at));
}

/// Enters a memo.
pub fn register_memo<C, F, T>(kind: &mut Kind, _: Ty<Site<C, F, T>>, slots: &'static [u16])
where
    C: CrossingCaps,
    F: Fn(C::Out) -> T + Copy + 'static,
    T: PartialEq + 'static,
{
    push(kind, slots, lift::memo::<C, F, T>());
}

/// Enters an effect, or `on_mount`.
pub fn register_effect<C, F>(kind: &mut Kind, _: Ty<Site<C, F>>, slots: &'static [u16])
where
    C: CrossingCaps,
    F: Fn(C::Out) + Copy,
{
    push(kind, slots, lift::effect::<C, F>());
}

/// Enters a callback. It belongs to no kind.
pub fn register_callback<C, F, A, R>(kind: KindId, _: Ty<Site<C, F, (A, R)>>)
where
    C: CrossingCaps,
    F: Fn(C::Out, A) -> R + Copy,
    A: 'static,
    R: 'static,
{
    callback::register(kind, || callback::Entry {
        run: lift::callback::<C, F, A, R>(),
    });
}

/// Enters a component that stands in the markup.
pub fn register_child<P: Component>(registry: &mut Registry, _: Ty<P>) {
    P::register(registry);
}

fn push(kind: &mut Kind, slots: &'static [u16], what: What) {
    kind.parts.push(Part { slots, what });
}
