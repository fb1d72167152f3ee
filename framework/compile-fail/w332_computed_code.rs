//! A page in an attribute would run code.

use watershed::prelude::*;

#[component]
fn Preview(page: String) -> View {
    view! { <iframe srcdoc=page></iframe> }
}

fn main() {}
