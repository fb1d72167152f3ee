//! Only attributes are allowed in a tag.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p ; title="a">"text"</p> }
}

fn main() {}
