//! A comment is not text.
//!
//! Rust removes comments before the macro sees them, so text such as `https://example.com` would lose its end without
//! a word. Quoted text is not searched for comments.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p>"see https://example.com for more"</p> }
}
