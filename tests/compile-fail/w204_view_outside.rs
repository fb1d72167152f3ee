//! Markup belongs to a component.

use watershed::prelude::*;

fn banner() -> View {
    view! { <p>"news"</p> }
}

#[component]
fn Page() -> View {
    let top = banner();
    view! { {top} }
}

fn main() {}
