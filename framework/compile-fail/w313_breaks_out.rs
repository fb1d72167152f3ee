//! HTML does not stay in `<svg>`.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <svg><p>"text"</p></svg> }
}

fn main() {}
