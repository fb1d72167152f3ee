//! A prop is given once.

use watershed::prelude::*;

#[component]
fn Badge(count: u32) -> View {
    view! { <b>{count}</b> }
}

#[component]
fn Page() -> View {
    view! { <Badge count=1 count=2/> }
}

fn main() {}
