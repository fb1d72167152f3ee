//! An attribute is given once.
//!
//! A browser uses the first and drops the second without a word.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p title="a">"text"</p> }
}
