//! Props outlive the call of a component.
//!
//! A component runs once, but its memos, handlers and texts go on as long as the page is open, and use its props. So
//! nothing in a prop can be borrowed from the parent.

use watershed::prelude::*;

#[component]
fn Badge(name: String) -> View {
    view! { <b>{name}</b> }
}

#[component]
fn Page() -> View {
    view! { <Badge name="a".into()/> }
}
