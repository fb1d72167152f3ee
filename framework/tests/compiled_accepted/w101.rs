//! Directives are a closed list.
//!
//! A name with a colon says what a value is used for, and there are six such uses on an element or component.
//! Attributes of XML (`xlink:`, `xml:`, `xmlns:`) are attributes.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p prop:title="a">"text"</p> }
}
