//! A prop has a Rust name.
//!
//! Props are the parameters of the component's function, so their names have no dashes.

use watershed::prelude::*;

#[component]
fn Badge(kind: String) -> View {
    view! { <b data-kind=kind>"text"</b> }
}

#[component]
fn Page() -> View {
    view! { <Badge kind="a".into()/> }
}
