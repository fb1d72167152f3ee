//! A misspelt element is told the right one.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <buton>"text"</buton> }
}

fn main() {}
