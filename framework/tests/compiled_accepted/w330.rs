//! Text elements have no inner HTML.
//!
//! The content of a `<textarea>` is text, and is shown as it is.

use watershed::prelude::*;

#[component]
fn Page(text: String) -> View {
    view! { <textarea>{text}</textarea> }
}
