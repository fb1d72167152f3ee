//! A borrowed text is not captured by client code.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (name, set_name) = signal(String::new());
    let line = String::from("Ada Lovelace");
    let first: &str = &line[..3];
    view! { <button on:click=move |_| set_name.set(first.to_string())>{name}</button> }
}

fn main() {}
