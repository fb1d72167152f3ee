//! `<For>` names its item.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <For each=[1, 2] key=|n| *n><p>"text"</p></For> }
}

fn main() {}
