//! A control is bound to what can be written.

use watershed::prelude::*;

#[component]
fn Field(name: ReadSignal<String>) -> View {
    view! { <input bind:value=name/> }
}

#[component]
fn Page(all: Memo<bool>) -> View {
    view! { <input type="checkbox" bind:checked=all/> }
}

fn main() {}
