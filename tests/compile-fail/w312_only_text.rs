//! A `<textarea>` holds text.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <textarea><b>"text"</b></textarea> }
}

fn main() {}
