//! A directive has a value.
//!
//! `class:`, `style:`, `prop:`, `on:`, `bind:` and `node_ref` mean nothing by themselves: they say what a value is
//! used for.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p class:open=true>"text"</p> }
}
