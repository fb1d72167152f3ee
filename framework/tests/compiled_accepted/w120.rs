//! A directive needs an element.
//!
//! A component may have one element at its top, or none, or several, and only the component knows which one is meant.
//! So it takes a prop, and writes the directive itself.

use watershed::prelude::*;

#[component]
fn Badge(count: u32, open: bool) -> View {
    view! { <b class:open=open>{count}</b> }
}

#[component]
fn Page() -> View {
    view! { <Badge count=1 open=true/> }
}
