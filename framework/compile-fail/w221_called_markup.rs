//! A function that returns markup is a component.

use watershed::prelude::*;

fn list_item(name: String) -> View {
    view! { <li>{name}</li> }
}

#[component]
fn Page() -> View {
    view! { <ul>{list_item("a".into())}</ul> }
}

fn main() {}
