//! Text does not stay in a table.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <table>"text"</table> }
}

fn main() {}
