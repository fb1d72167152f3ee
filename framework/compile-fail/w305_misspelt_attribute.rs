//! A misspelt attribute is reported with the right one.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p titel="a">"text"</p> }
}

fn main() {}
