//! An event of the window cannot be received by an element.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <main on:popstate=move |_| {}>"text"</main> }
}

fn main() {}
