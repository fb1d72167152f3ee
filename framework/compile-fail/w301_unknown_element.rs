//! An element is one of HTML.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <gadget>"text"</gadget> }
}

fn main() {}
