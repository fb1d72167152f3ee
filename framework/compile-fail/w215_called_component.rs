//! A component is used as a tag.

use watershed::prelude::*;

#[component]
fn Badge(count: u32) -> View {
    view! { <b>{count}</b> }
}

#[component]
fn Page() -> View {
    view! { <p>{Badge(1)}</p> }
}

fn main() {}
