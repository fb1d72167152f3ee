//! A component's name starts with a capital letter.
//!
//! Markup tells components from elements by the first letter: `<badge>` is an element that HTML does not have.

use watershed::prelude::*;

#[component]
fn Badge(count: u32) -> View {
    view! { <b>{count}</b> }
}

#[component]
fn Page() -> View {
    view! { <Badge count=1/> }
}
