//! A control is bound to a signal, and not to the value that it begins with.

use watershed::prelude::*;

#[component]
fn Page(city: String) -> View {
    let name = String::new();
    view! {
        <input bind:value=name/>
        <input bind:value=city/>
        <input type="checkbox" bind:checked=true/>
    }
}

fn main() {}
