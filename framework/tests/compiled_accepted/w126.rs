//! `<For>` names its item.
//!
//! The content of a list is written once and shown for each item, so the item needs a name in it.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <For each=[1, 2] key=|n| *n let:n><p>{n}</p></For> }
}
