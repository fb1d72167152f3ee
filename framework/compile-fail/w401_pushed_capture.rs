//! Client code has a copy of a captured local: a change to it would be lost.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let mut names: Vec<String> = Vec::new();
    view! { <button on:click=move |_| names.push(String::from("Ada"))>"add"</button> }
}

fn main() {}
