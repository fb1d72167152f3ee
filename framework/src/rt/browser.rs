//! The browser's half of a client function: made from its type, and registered in the artifact's registry.

use crate::callback;
use crate::client::event::EventType;
use crate::client::{ClientRole, Event, Kind, ListItems, Part, Refer, Registry};
use crate::component::Component;
use crate::part::{EventDef, KindId, Locator, RowsDef, Target, Value};
use crate::rt::capture::CrossingCaps;
use crate::rt::lift;
use crate::rt::typed::Site;
use crate::rt::witness::Ty;

/// Registers a binding. Inlined, as [`ClientRole::binding`] asks.
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

/// Registers an event handler. Inlined, as [`ClientRole::event`] asks.
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

/// Registers the condition of a `<Show>`.
pub fn register_gate<C, F>(kind: &mut Kind, _: Ty<Site<C, F>>, at: Locator, slots: &'static [u16])
where
    C: CrossingCaps,
    F: Fn(C::Out) -> bool + Copy,
{
    push(kind, slots, lift::gate::<C, F>(at));
}

/// Registers a list whose rows the browser makes.
pub fn register_list<C, F, R>(
    kind: &mut Kind,
    _: Ty<Site<C, F, R>>,
    at: Locator,
    rows: &'static RowsDef,
    slots: &'static [u16],
) where
    C: CrossingCaps,
    F: Fn(C::Out) -> R + Copy,
    R: ListItems + 'static,
{
    push(kind, slots, lift::list::<C, F, R>(at, rows));
}

/// Registers `node_ref=`.
pub fn register_ref<C, F, R>(
    kind: &mut Kind,
    _: Ty<Site<C, F, R>>,
    at: Locator,
    slots: &'static [u16],
) where
    C: CrossingCaps,
    F: Fn(C::Out) -> R + Copy,
    R: Refer,
{
    push(kind, slots, lift::node_ref::<C, F, R>(at));
}

/// Registers a memo.
pub fn register_memo<C, F, T>(kind: &mut Kind, _: Ty<Site<C, F, T>>, slots: &'static [u16])
where
    C: CrossingCaps,
    F: Fn(C::Out) -> T + Copy + 'static,
    T: PartialEq + 'static,
{
    push(kind, slots, lift::memo::<C, F, T>());
}

/// Registers an effect, or `on_mount`.
pub fn register_effect<C, F>(kind: &mut Kind, _: Ty<Site<C, F>>, slots: &'static [u16])
where
    C: CrossingCaps,
    F: Fn(C::Out) + Copy,
{
    push(kind, slots, lift::effect::<C, F>());
}

/// Registers a callback. It belongs to no kind.
pub fn register_callback<C, F, A, R>(kind: KindId, _: Ty<Site<C, F, (A, R)>>)
where
    C: CrossingCaps,
    F: Fn(C::Out, A) -> R + Copy,
    A: 'static,
    R: 'static,
{
    callback::register(kind, || callback::ClientCode {
        run: lift::callback::<C, F, A, R>(),
    });
}

/// Registers the functions of a component in the markup.
pub fn register_child<P: Component>(registry: &mut Registry, _: Ty<P>) {
    P::register(registry);
}

fn push(kind: &mut Kind, slots: &'static [u16], role: ClientRole) {
    kind.parts.push(Part { slots, role });
}
