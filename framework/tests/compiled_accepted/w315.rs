//! A row is in a `<tbody>`.
//!
//! A browser adds a `<tbody>` that was not written, and the client would count the elements differently.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <table><tbody><tr><td>"text"</td></tr></tbody></table> }
}
