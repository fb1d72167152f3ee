//! `class:` needs a condition.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p class:open>"text"</p> }
}

fn main() {}
