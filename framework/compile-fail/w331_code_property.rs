//! A property with HTML would run code.

use watershed::prelude::*;

#[component]
fn Card(html: String) -> View {
    view! { <div prop:innerHTML=html></div> }
}

fn main() {}
