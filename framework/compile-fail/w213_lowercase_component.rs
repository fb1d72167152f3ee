//! A component's name starts with a capital letter.

use watershed::prelude::*;

#[component]
fn badge(count: u32) -> View {
    view! { <b>{count}</b> }
}

#[component]
fn Page() -> View {
    view! { <badge count=1/> }
}

fn main() {}
