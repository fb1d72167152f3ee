//! `class:` without a condition means nothing.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p class:open>"text"</p> }
}

fn main() {}
