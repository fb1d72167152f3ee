//! The whole contract between generated code and the framework: generated code names nothing but `::watershed::rt::…`.
//!
//! `macros/src/goldens` holds components as the compiler expands them.

#[cfg(target_arch = "wasm32")]
mod browser;
mod call;
mod capture;
pub(crate) mod conjure;
mod convert;
mod entered;
mod instance;
mod items;
mod journey;
mod lift;
mod link;
mod merge;
mod project;
mod selector;
mod typed;
pub mod ways;
mod witness;

#[cfg(not(target_arch = "wasm32"))]
pub mod choice;
#[cfg(not(target_arch = "wasm32"))]
mod durable;
#[cfg(not(target_arch = "wasm32"))]
pub mod editor;
#[cfg(not(target_arch = "wasm32"))]
mod keep;
#[cfg(not(target_arch = "wasm32"))]
mod lost;
#[cfg(not(target_arch = "wasm32"))]
mod markup;
#[cfg(not(target_arch = "wasm32"))]
mod native;
#[cfg(not(target_arch = "wasm32"))]
mod probe;
#[cfg(not(target_arch = "wasm32"))]
mod props;
#[cfg(not(target_arch = "wasm32"))]
pub mod retried;
#[cfg(not(target_arch = "wasm32"))]
mod serve;
#[cfg(not(target_arch = "wasm32"))]
pub mod uses;

#[cfg(not(target_arch = "wasm32"))]
pub mod copies;

// ---- Both halves.

// The name of a kind, the place of a part, and the event that it listens to.
pub use crate::part::{Control, EventDef, KindId, Locator, RowsDef, Target};
pub use crate::part::{event_flags, kind_id, place};

// The types of events: `event::click`.
pub use crate::client::event;

// Instances of a generic component: the types that distinguish them, and the kinds of one instance.
pub use instance::{captured_by, instance_of};

// Types by example, for code that never runs: a type that only inference knows (`Ty::new()`); values of any type and of
// a witness's; functions that equate types; the result of `?`; the items of `let:row`,
// `let:value` and a slot's `let:item`.
pub use items::{Bounds, Unbounded};
pub use items::{item_of, some_of};
#[cfg(not(target_arch = "wasm32"))]
pub use items::{rows, rows_once};
pub use witness::{Ty, any, any_of, is, item_of_slot, same_type, success, valued};

// A capture tuple, `(cap(&a), (cap_or(&b, || 0), ()))`: values; handles with the initial value of their source, which
// need not be sent; borrowed props. `same` asserts that body and slice agree on the type.
pub use capture::{Caps, CrossingCaps, cap, cap_lent, cap_or, cap_ref, lent, same};
#[cfg(not(target_arch = "wasm32"))]
pub use capture::{only_read, reads_within};

// The captures of an open site, and whether it is a client function by their types: `open!(&x)` asks whether `x` holds
// handles, `open_within!(&memo)` whether its value does, `open_action!(&x)` whether it is an action.
pub use crate::__open as open;
pub use crate::__open_action as open_action;
pub use crate::__open_within as open_within;
pub use ways::{crosses, is_open};

/// The traits by which the macros' choices take a parameter `T: Cross` of a generic component for a type that crosses.
pub mod parameters {
    #[cfg(not(target_arch = "wasm32"))]
    pub use super::uses::EncodingByParameter;
    pub use super::ways::ByParameter;
    #[cfg(not(target_arch = "wasm32"))]
    pub use crate::facts::TakeByParameter;
}

// Client functions in slices: in markup, and outside of markup. (The server's build has a slice too, to check
// captures.)
pub use typed::{lift_binding, lift_event, lift_gate, lift_list, lift_ref};
pub use typed::{lift_callback, lift_effect, lift_memo};

// Calls of the user's closures inside client functions: a handler's result is dropped, a memo's and a callback's is
// kept; `effect(f)`, `effect(compute, apply)`, `on_mount(f)`.
pub use call::{call, compute, effect, effect_of, handle, mount};

// The function behind `log!`.
pub use crate::log::write as log;

// Lets a `<Form>` be submitted to its action, and names that.
#[cfg(not(target_arch = "wasm32"))]
pub use markup::form;

// Fills the place of a `<Portal>`.
pub use crate::client::portal;

// Results of bindings: text, and everything else; of `<Show when=…>`; of `<For each=…>`; of `<ShowLet some=…>`.
pub use convert::{as_text, as_value};
pub use items::{condition, items, keyed, some};

// Several values that are one: texts side by side, a computed `class` and its toggles, spread attributes beside others.
pub use merge::{all, attributes, classes, joined, one};

// `bind:`: the entered or chosen text as a value of the signal; the boxes of a group.
pub use entered::{choices, entered, entered_all, holds, keep_or_drop};

// The memo of `effect(compute, apply)`. Rule 7: a path as a memo; `owned!(path)` owns the result of its last method; a
// value that exists only if it is asked for. Rule 11: `select!(&s, &c)` for `s.get() == c`.
pub use crate::__owned as owned;
pub use crate::__select as select;
pub use crate::graph::memo;
pub use project::{kept, owned, project, raised};
pub use selector::select;

/// Actions that may run more than once: `action(..).idempotent()`.
pub mod idempotent {
    pub use crate::action::trailer::action;
}
// The value of `optimistic(base).while_(..)`.
pub use crate::optimistic::overlaid;

// The `aria-current` of a link.
pub use link::current;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use link::leads_to;

// The types that generated code has to name.
pub use crate::action::Action;
pub use crate::callback::Callback;
pub use crate::children::{Children, Slot};
#[cfg(not(target_arch = "wasm32"))]
pub use crate::component::Composable;
pub use crate::component::{Component, Page, View};
pub use crate::cross::Cross;
pub use crate::cross::shape::Same;

// The items that `#[server]` leaves in the browser's build: a type, the body of a function.
pub use witness::{Absent, First, OnServer, on_server};

// The base of `#[derive(Cross)]`.
pub use crate::cross::{Held, shape};
pub use serde;

// ---- The server's half.

// The static half of a view; a view that is being built; the result of a component.
#[cfg(not(target_arch = "wasm32"))]
pub use crate::part::{Escape, Hole, Origin, Root, Template};
#[cfg(not(target_arch = "wasm32"))]
pub use crate::server::view::{Builder, Pending};

// The template of a generic component's instance, and the types of its captures.
#[cfg(not(target_arch = "wasm32"))]
pub use instance::{Described, template_of, witnessed};

// The body of a component; the props that its builder has.
#[cfg(not(target_arch = "wasm32"))]
pub use markup::{async_component, component};
#[cfg(not(target_arch = "wasm32"))]
pub use props::{Given, Missing, given};

// Asserts that a call of `asset!` is the address in the markup.
#[cfg(not(target_arch = "wasm32"))]
pub use markup::is_asset;

// Holes that the server fills, the end of a view, and a view that is one text.
#[cfg(not(target_arch = "wasm32"))]
pub use markup::{
    finish, spread, spread_with, text, text_in, text_with, value, value_in, value_with, written,
};

// Holes that are probed: run once to see whether they read something. `followed` takes a closure that can run again;
// `probed` a value that was computed during the probe. `may_hold!(&x)`: whether a type may hold handles.
// `may_keep!(&x)`: a copy, if possible.
#[cfg(not(target_arch = "wasm32"))]
pub use crate::__may_hold as may_hold;
#[cfg(not(target_arch = "wasm32"))]
pub use crate::__may_keep as may_keep;
#[cfg(not(target_arch = "wasm32"))]
pub use convert::text_of;
#[cfg(not(target_arch = "wasm32"))]
pub use probe::{probe, spread_of};
#[cfg(not(target_arch = "wasm32"))]
pub use probe::{
    spread_followed, spread_probed, text_followed, text_probed, value_followed, value_probed,
};

// Structure. `row` types the closure that makes a row, `fallback` is that of a `<Show>`; `bound!(x)` keeps a value that
// an arm's pattern binds, to compare it later.
#[cfg(not(target_arch = "wasm32"))]
pub use crate::__bound as bound;
#[cfg(not(target_arch = "wasm32"))]
pub use choice::Choosing;
#[cfg(not(target_arch = "wasm32"))]
pub use markup::{
    branch, catch, choose, each, each_in_browser, fallback, fixed, fresh_content, head, head_entry,
    head_rows, kept_content, outlet, rebuild, row, show, suspense, transition, when, when_variable,
};

// A component in a view; the markup between its tags or in a slot, without and with `let:`.
#[cfg(not(target_arch = "wasm32"))]
pub use markup::{child, content, content_of};

// Captures of server code: a local, cloned for a structure closure; `uses!(eager, &x)` and `uses!(lazy, &x)`.
#[cfg(not(target_arch = "wasm32"))]
pub use crate::__uses as uses;
#[cfg(not(target_arch = "wasm32"))]
pub use keep::keep;

// `#[durable]` on the `let` of a signal.
#[cfg(not(target_arch = "wasm32"))]
pub use durable::durable;

// The name of a signal whose value is lost with its session; the note that a component asks for such names.
#[cfg(not(target_arch = "wasm32"))]
pub use crate::__asks_what_is_lost as asks_what_is_lost;
#[cfg(not(target_arch = "wasm32"))]
pub use lost::name_lost;

// Client functions in markup, in part order; outside of markup.
#[cfg(not(target_arch = "wasm32"))]
pub use native::{client_binding, client_event, client_gate, client_list, client_ref};
#[cfg(not(target_arch = "wasm32"))]
pub use native::{client_callback, client_effect, client_memo};

// Asserts that the browser can send the values that client code writes: `sent!(&items)`.
#[cfg(not(target_arch = "wasm32"))]
pub use crate::__sent as sent;

// Lets the server keep the failed calls of actions that client code may call again: `retried!(&save)`.
#[cfg(not(target_arch = "wasm32"))]
pub use crate::__retried as retried;

// Client functions by their types: a binding; a memo, which `made_memo!` makes as its types allow.
#[cfg(not(target_arch = "wasm32"))]
pub use crate::__open_memo as made_memo;
#[cfg(not(target_arch = "wasm32"))]
pub use native::open_binding;
#[cfg(not(target_arch = "wasm32"))]
pub use ways::{makes_open, open_memo};

// The client function of pages with layouts.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use journey::JOURNEY;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::journey_unit;

// The compiler's facts about components, and the pages.
#[cfg(not(target_arch = "wasm32"))]
pub use crate::facts;

// The use of the router in `#[watershed::main]`.
#[cfg(not(target_arch = "wasm32"))]
pub use serve::{serve, serves};

// That a function which client code calls is not `#[server]`.
#[cfg(not(target_arch = "wasm32"))]
pub use witness::{InBrowser, ValueInBrowser, in_browser, value_in_browser};

// ---- The browser's half.

// The use of the pages in `#[watershed::main]`.
#[cfg(target_arch = "wasm32")]
pub use crate::client::page::install;
#[cfg(target_arch = "wasm32")]
pub use journey::register_journey;

// Registers the functions, and the components in the markup, in the artifact's registry.
#[cfg(target_arch = "wasm32")]
pub use crate::client::Registry;
#[cfg(target_arch = "wasm32")]
pub use browser::{register_binding, register_event, register_gate, register_list, register_ref};
#[cfg(target_arch = "wasm32")]
pub use browser::{register_callback, register_child, register_effect, register_memo};
