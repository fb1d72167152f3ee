//! A component is a tag, not a call.
//!
//! A component in markup has a place, props by name, and a part in the client. A call has none of it.

use watershed::prelude::*;

#[component]
fn Badge(count: u32) -> View {
    view! { <b>{count}</b> }
}

#[component]
fn Page() -> View {
    view! { <p><Badge count=1/></p> }
}
