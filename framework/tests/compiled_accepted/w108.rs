//! A modifier is spelt as it is listed.
//!
//! The name is not a modifier, and one that is differs in a letter.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <button on:click:prevent=move |_| {}>"text"</button> }
}
