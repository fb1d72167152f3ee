//! A paragraph cannot contain a block.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p><div>"text"</div></p> }
}

fn main() {}
