//! A computed `class` would overwrite `class:` beside it.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let kind = String::from("a");
    view! { <p class=kind class:open=true>"text"</p> }
}

fn main() {}
