//! A property that is HTML runs it.

use watershed::prelude::*;

#[component]
fn Card(html: String) -> View {
    view! { <div prop:innerHTML=html></div> }
}

fn main() {}
