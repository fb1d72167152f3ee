//! A closing tag has an open one.
//!
//! No element is open here, so there is nothing to close. Mostly a start tag is missing, or an element is closed
//! twice.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <div><p>"text"</p></div> }
}
