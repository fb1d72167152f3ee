//! Modifiers are a closed list.
//!
//! The words behind the name of an event change how it is heard. Names that are not in the list would be ignored
//! silently.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <button on:click:once=move |_| {}>"text"</button> }
}
