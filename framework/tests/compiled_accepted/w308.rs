//! A binding fits its element.
//!
//! The element has no such state that a signal could be kept equal with.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let name = RwSignal::new(String::new());
    view! { <input bind:value=name/> }
}
