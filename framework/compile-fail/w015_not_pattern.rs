//! `let:` binds a name or a pattern.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <For each=[1, 2] key=|n| *n let:3><p>"text"</p></For> }
}

fn main() {}
