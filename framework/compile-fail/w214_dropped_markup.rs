//! A component returns its markup.

use watershed::prelude::*;

#[component]
fn Page() {
    view! { <p>"text"</p> };
}

fn main() {}
