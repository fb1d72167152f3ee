//! A paragraph does not stand in a paragraph.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p><div>"text"</div></p> }
}

fn main() {}
