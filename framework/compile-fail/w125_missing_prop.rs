//! `<Show>` needs a condition.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <Show>"text"</Show> }
}

fn main() {}
