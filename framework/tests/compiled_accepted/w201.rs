//! A component is a free function.
//!
//! A component is found by its name in markup, and becomes a type of that name with its props. In an `impl` there is
//! no place for a type.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p>"text"</p> }
}
