//! A construct of the framework takes what it knows.
//!
//! `<Show>`, `<For>` and `<Portal>` are part of the language, so the compiler knows all that they take.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <Show when=true fallback=|| view! { "b" }>"a"</Show> }
}
