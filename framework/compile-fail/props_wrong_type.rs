//! A prop has its declared type.

use watershed::prelude::*;

#[component]
fn Badge(count: u32) -> View {
    view! { <b>{count}</b> }
}

#[component]
fn Page() -> View {
    view! { <Badge count="one"/> }
}

fn main() {}
