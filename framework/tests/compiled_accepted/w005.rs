//! A tag ends with `>`.
//!
//! The tag began, and the view ended before `>`. All that follows an unfinished tag would be read as attributes.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p title="a">"text"</p> }
}
