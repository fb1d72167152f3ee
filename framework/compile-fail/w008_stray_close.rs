//! A closing tag needs an open one.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p>"text"</p></div> }
}

fn main() {}
