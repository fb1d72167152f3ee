//! Attributes are not spread over a component.

use watershed::prelude::*;

#[component]
fn Badge(count: u32) -> View {
    view! { <b>{count}</b> }
}

#[component]
fn Page() -> View {
    let attributes = [("lang", "en")];
    view! { <Badge count=1 {..attributes}/> }
}

fn main() {}
