//! A borrowed text in a signal: the browser could not send it back.

use watershed::prelude::*;

#[component]
fn Page(first: &'static str) -> View {
    let (name, set_name) = signal("Ada");
    let (other, set_other) = signal(first);
    view! {
        <button on:click=move |_| set_name.set("Bob")>{name}</button>
        <button on:click=move |_| set_other.set("Bo")>{other}</button>
    }
}

fn main() {}
