//! Braces in a tag spread attributes.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let title = "a";
    view! { <p {title}>"text"</p> }
}

fn main() {}
