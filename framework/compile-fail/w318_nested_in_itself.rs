//! A link cannot contain a link.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <a href="/"><b><a href="/b">"text"</a></b></a> }
}

fn main() {}
