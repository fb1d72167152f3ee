//! A context is taken where the component is rendered.
//!
//! Contexts follow the tree of components while it is rendered, which is on the server. When an event comes there is
//! no such tree; the handler captures what the component has taken.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    let step = use_context::<i32>().unwrap_or(1);
    view! { <button on:click=move |_| set_count.set(step)>{count}</button> }
}
