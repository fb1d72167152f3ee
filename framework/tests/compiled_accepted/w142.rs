//! A bound `<textarea>` has no text of its own.
//!
//! The content of a `<textarea>` is its first value, and so is that of the signal that is bound to it.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let note = RwSignal::new(String::from("note"));
    view! { <textarea bind:value=note></textarea> }
}
