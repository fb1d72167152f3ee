//! A closure that is written apart says which event it takes.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (key, set_key) = signal(String::new());
    let pressed = move |event| set_key.set(event.key());
    view! { <input on:keydown=pressed/> {key} }
}

fn main() {}
