//! An iterator is not markup.

use watershed::prelude::*;

#[component]
fn Page(names: Vec<String>) -> View {
    view! { <ul>{names.iter().map(|name| view! { <li>{name.clone()}</li> })}</ul> }
}

fn main() {}
