//! An attribute is written once.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p title="a" title="b">"text"</p> }
}

fn main() {}
