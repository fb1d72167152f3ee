//! An element of SVG is only allowed in `<svg>`.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <div><circle r=1/></div> }
}

fn main() {}
