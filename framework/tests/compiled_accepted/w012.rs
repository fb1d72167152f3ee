//! `<` and `>` in text are quoted.
//!
//! Unquoted text ends where a tag begins, so `<` and `>` are never part of it. In the value of an attribute `>` ends
//! the tag.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p>"a > b"</p> <p title={1 > 0}>"text"</p> }
}
