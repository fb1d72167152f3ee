//! A directive takes one name.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p class:=true>"text"</p> }
}

fn main() {}
