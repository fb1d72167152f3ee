//! Client code has a copy: to change it is to change nothing.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let mut names: Vec<String> = Vec::new();
    view! { <button on:click=move |_| names.push(String::from("Ada"))>"add"</button> }
}

fn main() {}
