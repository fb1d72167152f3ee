//! A function that returns markup is a component.

use watershed::prelude::*;

fn empty_item() -> View {
    View::empty()
}

#[component]
fn Page() -> View {
    view! { <ul>{empty_item()}</ul> }
}

fn main() {}
