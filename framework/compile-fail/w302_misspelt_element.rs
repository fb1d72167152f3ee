//! A misspelt element is reported with the right one.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <buton>"text"</buton> }
}

fn main() {}
