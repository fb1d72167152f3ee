//! An element is spelt as HTML spells it.
//!
//! The element does not exist, and one that does differs in a letter.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <button>"text"</button> }
}
