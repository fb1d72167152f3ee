//! A modifier is written once.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <button on:click:stop:stop=move |_| {}>"text"</button> }
}

fn main() {}
