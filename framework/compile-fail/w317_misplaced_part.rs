//! A cell is only allowed in a row.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <div><td>"text"</td></div> }
}

fn main() {}
