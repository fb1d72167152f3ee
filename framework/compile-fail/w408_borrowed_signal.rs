//! A borrowed text in a signal: the browser could not send it back.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (name, set_name) = signal("Ada");
    view! { <button on:click=move |_| set_name.set("Bob")>{name}</button> }
}

fn main() {}
