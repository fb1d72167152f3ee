//! A callback has no modifiers.
//!
//! `on:select=` on a component gives the prop `on_select`, a callback that the component calls. Modifiers belong to
//! the event of an element.

use watershed::prelude::*;

#[component]
fn Badge(count: u32, on_press: Callback<()>) -> View {
    view! { <b on:click:once=move |_| on_press.run(())>{count}</b> }
}

#[component]
fn Page() -> View {
    view! { <Badge count=1 on:press=move |_| {}/> }
}
