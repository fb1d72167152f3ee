//! A closing tag closes the open one.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <div><p>"text"</span></div> }
}

fn main() {}
