//! The server's marks are the server's.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <main _="on click toggle">"text"</main> }
}

fn main() {}
