//! Modifiers are a closed list.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <button on:click:gently=move |_| {}>"text"</button> }
}

fn main() {}
