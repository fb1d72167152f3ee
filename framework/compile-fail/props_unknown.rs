//! A misspelt prop is found at its name.

use watershed::prelude::*;

#[component]
fn Badge(count: u32) -> View {
    view! { <b>{count}</b> }
}

#[component]
fn Page() -> View {
    view! { <Badge count=1 cuont=2/> }
}

fn main() {}
