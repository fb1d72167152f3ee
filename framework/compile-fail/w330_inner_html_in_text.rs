//! A `<textarea>` contains only text.

use watershed::prelude::*;

#[component]
fn Notes(text: String) -> View {
    view! { <textarea inner_html=text></textarea> }
}

fn main() {}
