//! An attribute stands once.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p title="a" title="b">"text"</p> }
}

fn main() {}
