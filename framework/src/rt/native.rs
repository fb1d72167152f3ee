//! The native half of a client function: its closure is in the body, in place, and adding it to the view registers it.
//!
//! Each function returns the closure, so that generated code can coerce it to a `fn` in a statement of its own:
//! `let _: fn(_) -> _ = f;` proves that it captures nothing (see `rt/conjure.rs`). In one statement with the call, the
//! coercion would hide from the closure the types that the call gives it.

use crate::callback::{self, Callback};
use crate::client::event::EventType;
use crate::client::{ClientRole, Event, Refer};
#[cfg(feature = "testing")]
use crate::client::{Part, rendered};
use crate::cross::{self, Cross};
use crate::function::{Captured, Captures, Function};
use crate::graph::{self, Memo};
use crate::part::{EventDef, KindId, Locator, Target, Value};
use crate::rt::capture::{Caps, CrossingCaps, EncodedCapture, cap};
use crate::rt::{Ty, lift};
use crate::server::view::{self, Builder};

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
    view.open(
        kind,
        alone(
            kind,
            slots,
            captured(caps),
            lift::binding::<C, F>(at, target),
        ),
    );
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
    let mut captures = captured(caps);
    let values: Vec<_> = captures
        .iter()
        .map(|captured| captured.bytes.clone())
        .collect();
    let memo = graph::memo(move || {
        let captured = {
            let _local = cross::local();
            C::read(&mut Captures::in_order(&values))
        };
        f(captured)
    });
    // Slot 0 is the memo's own handle.
    captures.insert(0, cap(&memo).captured());
    let memo_function = alone(kind, slots, captures, lift::memo::<C, F, T>());
    view::unit(kind, memo_function);
    (memo, f)
}

/// Adds an effect, or `on_mount`.
pub fn client_effect<C, F>(kind: KindId, slots: &'static [u16], caps: C, f: F) -> F
where
    C: CrossingCaps,
    F: Fn(<C as Caps>::Out) + Copy,
{
    let effect = alone(kind, slots, captured(caps), lift::effect::<C, F>());
    view::unit(kind, effect);
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
    let captures = captured(caps);
    callback::register(kind, || callback::ClientCode {
        run: lift::callback::<C, F, A, R>(),
        relink: captures.iter().map(|captured| captured.relink).collect(),
    });
    let captures = captures
        .into_iter()
        .map(|captured| captured.bytes)
        .collect();
    (Callback::new(kind, captures), f)
}

/// Adds a function to a view, and the browser's code for it to the simulation.
fn place(view: &mut Builder, slots: &'static [u16], caps: impl CrossingCaps, role: ClientRole) {
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
    view.client(Function {
        slots,
        captures: captured(caps),
        role: role.bare(),
    });
}

/// Makes a function that is a kind of its own, and adds the browser's code for it to the simulation.
fn alone(
    _kind: KindId,
    slots: &'static [u16],
    captures: Vec<Captured>,
    role: ClientRole,
) -> Function {
    let function = Function {
        slots,
        captures,
        role: role.bare(),
    };
    #[cfg(feature = "testing")]
    rendered::note(_kind, None, function.frame_slots(), 0, Part { slots, role });
    function
}

fn captured(caps: impl CrossingCaps) -> Vec<Captured> {
    let mut captures = Vec::new();
    caps.captured(&mut captures);
    captures
}
