//! A field of what is in a signal.

use watershed::prelude::*;

#[derive(Clone, Cross)]
struct Person {
    name: String,
}

#[component]
fn Form() -> View {
    let form = RwSignal::new(Person { name: String::new() });
    view! { <input bind:value=form.name/> }
}

fn main() {}
