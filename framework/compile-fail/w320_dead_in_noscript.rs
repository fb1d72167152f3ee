//! What stands in `<noscript>` never reacts.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <noscript><button on:click=move |_| {}>"text"</button></noscript> }
}

fn main() {}
