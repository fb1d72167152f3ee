//! Client functions without their types: a closure without captures over a capture tuple becomes a `fn` that decodes
//! its captures each time it runs. Both targets use this code, so native tests run the same code as the browser.

use crate::callback::{Invocation, Invoke};
use crate::client::event::EventType;
use crate::client::{ClientRole, Event, ListItems, Refer};
use crate::graph;
use crate::part::{EventDef, Locator, RowsDef, Target, Value};
use crate::rt::CrossingCaps;
use crate::rt::conjure::conjure;

/// Notes in a development build which function runs.
macro_rules! site {
    ($function:ty) => {
        #[cfg(debug_assertions)]
        let _site = crate::client::site::run::<$function>();
    };
}

/// Makes a binding: `f` computes its value.
#[inline(always)]
pub(super) fn binding<C, F>(at: Locator, target: Target) -> ClientRole
where
    C: CrossingCaps,
    F: Fn(C::Out) -> Value + Copy,
{
    ClientRole::binding(at, target, |captures| {
        site!(F);
        conjure::<F>()(C::read(captures))
    })
}

/// Makes an event handler.
#[inline(always)]
pub(super) fn event<E, C, F>(at: Locator, on: &'static EventDef) -> ClientRole
where
    E: EventType,
    C: CrossingCaps,
    F: Fn(C::Out, Event<E>) + Copy,
{
    ClientRole::event(at, on, |captures, event| {
        site!(F);
        conjure::<F>()(C::read(captures), Event::new(event))
    })
}

/// Makes the condition of a `<Show>`.
pub(super) fn gate<C, F>(at: Locator) -> ClientRole
where
    C: CrossingCaps,
    F: Fn(C::Out) -> bool + Copy,
{
    ClientRole::gate(at, |captures| {
        site!(F);
        conjure::<F>()(C::read(captures))
    })
}

/// Makes a list whose rows the browser makes: `f` returns its items.
pub(super) fn list<C, F, R>(at: Locator, rows: &'static RowsDef) -> ClientRole
where
    C: CrossingCaps,
    F: Fn(C::Out) -> R + Copy,
    R: ListItems + 'static,
{
    ClientRole::list(at, rows, |captures| {
        site!(F);
        Box::new(conjure::<F>()(C::read(captures)))
    })
}

/// Makes `node_ref=`: `f` returns the reference to fill.
pub(super) fn node_ref<C, F, R>(at: Locator) -> ClientRole
where
    C: CrossingCaps,
    F: Fn(C::Out) -> R + Copy,
    R: Refer,
{
    ClientRole::node_ref(at, |captures, node| {
        site!(F);
        conjure::<F>()(C::read(captures)).refer(node)
    })
}

/// Makes a memo: `f` computes it.
pub(super) fn memo<C, F, T>() -> ClientRole
where
    C: CrossingCaps,
    F: Fn(C::Out) -> T + Copy + 'static,
    T: PartialEq + 'static,
{
    ClientRole::memo(|bound| {
        let compute = move || {
            site!(F);
            let mut captures = bound.captures();
            // The memo's own number comes first.
            captures.bytes();
            conjure::<F>()(C::read(&mut captures))
        };
        graph::lazy(compute).id()
    })
}

/// Makes an effect.
pub(super) fn effect<C, F>() -> ClientRole
where
    C: CrossingCaps,
    F: Fn(C::Out) + Copy,
{
    ClientRole::effect(|captures| {
        site!(F);
        conjure::<F>()(C::read(captures))
    })
}

/// Makes a callback: `f` is its closure's body.
pub(super) fn callback<C, F, A, R>() -> Invoke
where
    C: CrossingCaps,
    F: Fn(C::Out, A) -> R + Copy,
    A: 'static,
    R: 'static,
{
    |captures, call| {
        site!(F);
        let call = call
            .downcast_mut::<Invocation<A, R>>()
            .expect("a callback is called as what it is");
        let argument = call
            .argument
            .take()
            .expect("a callback is called with an argument");
        call.result = Some(conjure::<F>()(C::read(captures), argument));
    }
}
