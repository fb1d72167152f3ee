//! Modifiers are a closed list.
//!
//! What is behind the name of an event changes how it is heard. Names that are not in the list would be ignored
//! silently.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <button on:click:once=move |_| {}>"text"</button> }
}
