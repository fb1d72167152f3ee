//! The client function of pages with layouts: it asks the session for other pages. It is written by hand, and not by a component,
//! because only a page with a session has it, and that is known last.

use super::capture::Cap;
use super::lift;
use crate::action::Action;
use crate::client::{ClientRole, follow_journey};
#[cfg(target_arch = "wasm32")]
use crate::client::{Part, Registry};
use crate::graph::ReadSignal;
use crate::pages::{Trip, TripPlace};
use crate::part::KindId;

/// The captures: what asks for pages, and what tells where the page is.
pub(crate) type JourneyCaps = (Cap<Action<Trip>>, (Cap<ReadSignal<TripPlace>>, ()));

/// The kind.
pub(crate) const JOURNEY: KindId = KindId(0x6a6f_7572);

/// The slots of its captures.
pub(crate) const SLOTS: &[u16] = &[0, 1];

/// Returns the function, as the browser runs it.
pub(crate) fn role() -> ClientRole {
    fn of<F: Fn((Action<Trip>, (ReadSignal<TripPlace>, ()))) + Copy>(_: F) -> ClientRole {
        lift::effect::<JourneyCaps, F>()
    }
    of(|(navigate, (place, ()))| follow_journey(navigate, place))
}

/// Registers the function in the artifact of a program with layouts.
#[cfg(target_arch = "wasm32")]
#[inline(never)]
pub fn register_journey(registry: &mut Registry) {
    if let Some(kind) = registry.kind(JOURNEY, 2) {
        let slots = SLOTS;
        kind.parts.push(Part {
            slots,
            role: role(),
        });
    }
}
