//! A void element has no children.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <br>"text"</br> }
}

fn main() {}
