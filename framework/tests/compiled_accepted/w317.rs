//! Some elements are only in certain others.
//!
//! A browser drops the tag where it does not belong, and keeps its text.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <table><tbody><tr><td>"text"</td></tr></tbody></table> }
}
