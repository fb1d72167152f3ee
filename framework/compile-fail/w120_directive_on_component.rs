//! `class:` needs an element.

use watershed::prelude::*;

#[component]
fn Badge(count: u32) -> View {
    view! { <b>{count}</b> }
}

#[component]
fn Page() -> View {
    view! { <Badge count=1 class:open=true/> }
}

fn main() {}
