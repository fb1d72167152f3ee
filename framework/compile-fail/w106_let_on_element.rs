//! An element passes nothing to its children.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <ul let:item><li>"text"</li></ul> }
}

fn main() {}
