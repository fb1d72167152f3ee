//! A `>` in text is quoted.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p>"a" > "b"</p> }
}

fn main() {}
