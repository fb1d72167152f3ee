//! A comment ends with `-->`.
//!
//! The comment has no end, so all of the view behind it would be a comment.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p>"text"</p> <!-- a remark --> }
}
