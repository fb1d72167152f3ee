//! Attributes of the framework's marks are reserved.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <main _="on click toggle">"text"</main> }
}

fn main() {}
