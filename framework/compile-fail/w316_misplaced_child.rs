//! A row takes cells.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <table><tbody><tr><p>"text"</p></tr></tbody></table> }
}

fn main() {}
