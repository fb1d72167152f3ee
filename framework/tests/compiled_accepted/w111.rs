//! Modifiers do not repeat or contradict each other.
//!
//! One handler is heard in one place, at one rate. Where two modifiers exclude each other, neither would be right.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <button on:click:stop=move |_| {}>"text"</button> }
}
