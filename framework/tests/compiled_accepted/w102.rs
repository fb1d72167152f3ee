//! A directive is spelt as it is listed.
//!
//! The prefix is not a directive, and one that is differs in a letter.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p class:open=true>"text"</p> }
}
