//! The native half of a client function: its closure is in the body, in place, and adding it to the view registers it.
//!
//! Each function returns the closure, so that generated code can coerce it to a `fn` in a statement of its own:
//! `let _: fn(_) -> _ = f;` proves that it captures nothing (see `rt/conjure.rs`). In one statement with the call, the
//! coercion would hide from the closure the types that the call gives it.

use crate::action::Action;
use crate::callback::{self, Callback};
use crate::client::event::EventType;
use crate::client::{ClientRole, Event, ListItems, Refer};
#[cfg(feature = "testing")]
use crate::client::{Part, rendered};
use crate::cross::{CapturedValue, Cross};
use crate::function::{Captures, Frame, Function};
use crate::graph::{self, Memo, ReadSignal};
use crate::pages::{Trip, TripPlace};
use crate::part::{EventDef, KindId, Locator, RowsDef, Target, Value};
use crate::rt::capture::{Cap, Caps, CrossingCaps, cap};
use crate::rt::journey::{self, JourneyCaps};
use crate::rt::{Ty, lift};
use crate::server::view::{self, Builder, Unit};

/// Adds a binding, in the next hole.
pub fn client_binding<C, F>(
    view: &mut Builder,
    at: Locator,
    target: Target,
    slots: &'static [u16],
    caps: C,
    f: F,
) -> F
where
    C: CrossingCaps,
    F: Fn(<C as Caps>::Out) -> Value + Copy,
{
    place(view, slots, caps, lift::binding::<C, F>(at, target));
    f
}

/// Adds a binding that is a client function by its types, in the next hole. It is a kind of its own.
pub fn open_binding<C, F>(
    view: &mut Builder,
    kind: KindId,
    at: Locator,
    target: Target,
    slots: &'static [u16],
    caps: C,
    f: F,
) -> F
where
    C: CrossingCaps,
    F: Fn(<C as Caps>::Out) -> Value + Copy,
{
    view.open(alone(kind, slots, caps, lift::binding::<C, F>(at, target)));
    f
}

/// Adds an event handler.
pub fn client_event<E, C, F>(
    view: &mut Builder,
    _: Ty<E>,
    at: Locator,
    on: &'static EventDef,
    slots: &'static [u16],
    caps: C,
    f: F,
) -> F
where
    E: EventType,
    C: CrossingCaps,
    F: Fn(<C as Caps>::Out, Event<E>) + Copy,
{
    place(view, slots, caps, lift::event::<E, C, F>(at, on));
    f
}

/// Adds the condition of the `<Show>` that fills the next hole.
pub fn client_gate<C, F>(view: &mut Builder, at: Locator, slots: &'static [u16], caps: C, f: F) -> F
where
    C: CrossingCaps,
    F: Fn(<C as Caps>::Out) -> bool + Copy,
{
    place(view, slots, caps, lift::gate::<C, F>(at));
    f
}

/// Adds the list that fills the next hole, whose rows the browser makes.
pub fn client_list<C, F, R>(
    view: &mut Builder,
    at: Locator,
    rows: &'static RowsDef,
    slots: &'static [u16],
    caps: C,
    f: F,
) -> F
where
    C: CrossingCaps,
    F: Fn(<C as Caps>::Out) -> R + Copy,
    R: ListItems + 'static,
{
    place(view, slots, caps, lift::list::<C, F, R>(at, rows));
    f
}

/// Adds `node_ref=`.
pub fn client_ref<C, F, R>(
    view: &mut Builder,
    at: Locator,
    slots: &'static [u16],
    caps: C,
    f: F,
) -> F
where
    C: CrossingCaps,
    F: Fn(<C as Caps>::Out) -> R + Copy,
    R: Refer,
{
    place(view, slots, caps, lift::node_ref::<C, F, R>(at));
    f
}

/// Makes a memo that runs in the browser, and on the server for code that reads it there.
pub fn client_memo<C, F, T>(kind: KindId, slots: &'static [u16], caps: C, f: F) -> (Memo<T>, F)
where
    C: CrossingCaps,
    F: Fn(<C as Caps>::Out) -> T + Copy + 'static,
    T: Cross + PartialEq,
{
    // Slot 0 is the memo's own handle, which the computation does not take.
    let taken = slots.get(1..).unwrap_or_default();
    let values = filled(taken, caps);
    let mut frame = values.clone_values();
    let memo = graph::memo(move || f(C::read(&mut Captures::on_server(values.values(), taken))));
    frame.set(0, CapturedValue::new(&memo));
    let role = lift::memo::<C, F, T>();
    view::unit(unit::<(Cap<Memo<T>>, C)>(kind, slots, frame, role));
    (memo, f)
}

/// Adds an effect, or `on_mount`.
pub fn client_effect<C, F>(kind: KindId, slots: &'static [u16], caps: C, f: F) -> F
where
    C: CrossingCaps,
    F: Fn(<C as Caps>::Out) + Copy,
{
    view::unit(alone(kind, slots, caps, lift::effect::<C, F>()));
    f
}

/// Makes a callback of a closure given to a prop named `on_…`. The witness is that of the prop.
pub fn client_callback<C, F, A, R>(
    _: Ty<Callback<A, R>>,
    kind: KindId,
    caps: C,
    f: F,
) -> (Callback<A, R>, F)
where
    C: CrossingCaps,
    F: Fn(<C as Caps>::Out, A) -> R + Copy,
    A: 'static,
    R: 'static,
{
    callback::register(kind, || callback::ClientCode {
        run: lift::callback::<C, F, A, R>(),
        append: std::iter::successors(C::DEFS, |list| list.rest)
            .map(|list| list.first.append)
            .collect(),
    });
    let mut captures = Vec::new();
    caps.each(&mut |value| captures.push(value.into_bytes()));
    (Callback::new(kind, captures.into()), f)
}

/// Makes the client function that asks for other pages.
pub(crate) fn journey_unit(navigate: Action<Trip>, place: ReadSignal<TripPlace>) -> Unit {
    let caps = (cap(&navigate), (cap(&place), ()));
    let frame = filled(journey::SLOTS, caps);
    unit::<JourneyCaps>(journey::JOURNEY, journey::SLOTS, frame, journey::role())
}

/// Adds a function to a view, and the browser's code for it to the simulation.
fn place<C: CrossingCaps>(view: &mut Builder, slots: &'static [u16], caps: C, role: ClientRole) {
    #[cfg(feature = "testing")]
    {
        let (template, before) = view.functions();
        rendered::note(
            template.id,
            Some(template),
            template.slots,
            before,
            Part { slots, role },
        );
    }
    let function = Function {
        slots,
        captures: C::DEFS,
        role: role.bare(),
    };
    let frame = view.client(function);
    fill(frame, slots, caps);
}

/// Makes a function that is a kind of its own, with its captures.
fn alone<C: CrossingCaps>(kind: KindId, slots: &'static [u16], caps: C, role: ClientRole) -> Unit {
    unit::<C>(kind, slots, filled(slots, caps), role)
}

/// Makes a function that is a kind of its own, and adds the browser's code for it to the simulation.
fn unit<C: CrossingCaps>(
    kind: KindId,
    slots: &'static [u16],
    frame: Frame,
    role: ClientRole,
) -> Unit {
    #[cfg(feature = "testing")]
    rendered::note(kind, None, frame.slots(), 0, Part { slots, role });
    let function = Function {
        slots,
        captures: C::DEFS,
        role: role.bare(),
    };
    Unit {
        kind,
        function,
        frame,
    }
}

/// Makes a frame of the captures of one function.
fn filled(slots: &'static [u16], caps: impl CrossingCaps) -> Frame {
    let mut frame = Frame::of_slots(slots);
    fill(&mut frame, slots, caps);
    frame
}

fn fill(frame: &mut Frame, slots: &'static [u16], caps: impl CrossingCaps) {
    let mut slots = slots.iter();
    caps.each(&mut |value| {
        if let Some(slot) = slots.next() {
            frame.set(*slot, value);
        }
    });
}
