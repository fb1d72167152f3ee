//! A binding to a field of a signal's value.

use watershed::prelude::*;

#[component]
fn Form() -> View {
    let form = RwSignal::new(String::new());
    view! { <input bind:value=form.name/> }
}

fn main() {}
