//! A script is not an attribute.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <button onclick="go()">"text"</button> }
}

fn main() {}
