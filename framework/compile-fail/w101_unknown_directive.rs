//! Directives are a closed list.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p html:title="a">"text"</p> }
}

fn main() {}
