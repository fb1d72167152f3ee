//! `<Show>` and `<For>` need what decides their content.
//!
//! `<Show>` needs a condition. `<For>` needs its items, and a key by which it knows a row again when the list has
//! changed.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <Show when=true>"text"</Show> }
}
