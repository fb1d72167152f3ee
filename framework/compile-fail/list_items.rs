//! `<For>` needs items that can be iterated over.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let count = 3;
    view! { <For each=count key=|n| *n let:n><p>{n}</p></For> }
}

fn main() {}
