//! Props outlive the call of a component.

use watershed::prelude::*;

#[component]
fn Badge<'a>(name: &'a str) -> View {
    view! { <b>{name}</b> }
}

#[component]
fn Page() -> View {
    view! { <Badge name="a"/> }
}

fn main() {}
