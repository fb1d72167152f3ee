//! Markup is what a component gives.

use watershed::prelude::*;

#[component]
fn Page() {
    view! { <p>"text"</p> };
}

fn main() {}
