//! An element is closed where it ends.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <div><p>"text"</p> }
}

fn main() {}
