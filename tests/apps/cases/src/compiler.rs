//! Code that must compile as it is written, and mean the same.

use watershed::prelude::*;

/// A page that works, to begin with.
#[component]
pub fn First() -> View {
    let (count, set_count) = signal(0);
    view! {
        <button id="more" on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
        <output>{count}</output>
    }
}
