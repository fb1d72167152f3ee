//! A script is not an attribute.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <button onclick="go()" on_click=move |_| go()>"text"</button> }
}

fn main() {}
