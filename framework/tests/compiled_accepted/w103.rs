//! A directive takes exactly one name.
//!
//! `style:color=` sets one property, `prop:value=` one property of the element. The name is between the colon and
//! `=`.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p class:open=true style:color="red">"text"</p> }
}
