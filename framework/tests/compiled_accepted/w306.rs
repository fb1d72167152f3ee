//! A script is not an attribute.
//!
//! The text of `onclick=` would be JavaScript in the page, which a content security policy forbids. A handler is
//! Rust, and the client calls it.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <button on:click=move |_| {}>"text"</button> }
}
