//! Text is not decoded, so a character reference would be shown as it is written.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p>one &nbsp; two</p> }
}

fn main() {}
