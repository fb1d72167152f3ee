//! A tag ends with `>`.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p title="a" }
}

fn main() {}
