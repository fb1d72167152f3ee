//! An element without the bound state.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let name = RwSignal::new(String::new());
    view! { <div bind:value=name>"text"</div> }
}

fn main() {}
