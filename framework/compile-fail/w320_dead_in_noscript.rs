//! Content of `<noscript>` cannot have handlers.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <noscript><button on:click=move |_| {}>"text"</button></noscript> }
}

fn main() {}
