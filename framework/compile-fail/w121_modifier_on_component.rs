//! A callback has no modifiers.

use watershed::prelude::*;

#[component]
fn Badge(count: u32) -> View {
    view! { <b>{count}</b> }
}

#[component]
fn Page() -> View {
    view! { <Badge count=1 on:click:once=move |_| {}/> }
}

fn main() {}
