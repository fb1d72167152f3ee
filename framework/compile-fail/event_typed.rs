//! An event has only the methods of its type.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (key, set_key) = signal(String::new());
    view! { <button on:click=move |event| set_key.set(event.key())>{key}</button> }
}

fn main() {}
