//! Only keyboard events have a key.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <button on:click:enter=move |_| {}>"text"</button> }
}

fn main() {}
