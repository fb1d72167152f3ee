//! Markup is returned or used.
//!
//! A `view!` is a value. One that ends with `;` is made and thrown away, so nothing of it is shown.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let note = view! { <i>"text"</i> };
    view! { <p>{note}</p> }
}
