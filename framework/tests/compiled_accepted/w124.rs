//! A prop is given once.
//!
//! Two values for one prop contradict each other, and neither is more right than the other.

use watershed::prelude::*;

#[component]
fn Badge(count: u32) -> View {
    view! { <b>{count}</b> }
}

#[component]
fn Page() -> View {
    view! { <Badge count=1/> }
}
