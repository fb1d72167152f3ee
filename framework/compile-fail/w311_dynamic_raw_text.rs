//! A script is fixed.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let call = "go()";
    view! { <script>{call}</script> }
}

fn main() {}
