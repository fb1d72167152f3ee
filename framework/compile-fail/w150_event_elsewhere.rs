//! An event of the window is heard nowhere else.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <main on:popstate=move |_| {}>"text"</main> }
}

fn main() {}
