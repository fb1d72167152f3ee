//! A computed `style` would overwrite `style:` beside it.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let look = String::from("margin: 0");
    view! { <p style=look style:color="red">"text"</p> }
}

fn main() {}
