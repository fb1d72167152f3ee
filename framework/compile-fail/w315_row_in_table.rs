//! A row is only allowed in a table's body.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <table><tr><td>"text"</td></tr></table> }
}

fn main() {}
