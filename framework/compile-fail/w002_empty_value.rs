//! An attribute with `=` needs a value.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p title=>"text"</p> }
}

fn main() {}
