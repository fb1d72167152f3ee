//! An attribute with `=` has a value.
//!
//! `title=` promises a value, and the tag goes on without one. An attribute that is only switched on is written
//! without `=`.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p title="a" hidden>"text"</p> }
}
