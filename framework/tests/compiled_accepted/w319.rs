//! A paragraph ends where a block begins.
//!
//! A browser closes `<p>` in front of a `<div>`, a list or another paragraph. What is in it then follows beside it.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <div><div>"text"</div></div> }
}
