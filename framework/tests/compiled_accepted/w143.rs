//! A control is bound to a signal, not to a field in it.
//!
//! `bind:` writes the signal when the visitor types. A field of what a signal holds is not a signal, so it cannot be
//! written by itself.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let name = RwSignal::new(String::new());
    view! { <input bind:value=name/> }
}
