//! A tag has only attributes.
//!
//! Between the name of a tag and its `>` are attributes, and the parser found something else. A value of several
//! words, such as an operation, needs braces.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p title={1 + 1}>"text"</p> }
}
