//! An attribute is spelt as HTML spells it.
//!
//! A browser ignores an attribute that it does not know, so a misspelt one does nothing. Names in the spelling of
//! JavaScript's properties (`className`, `htmlFor`) are not attributes either.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p title="a" class="b">"text"</p> }
}
