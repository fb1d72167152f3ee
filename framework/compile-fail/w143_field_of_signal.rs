//! A field of what is in a signal.

use watershed::prelude::*;

#[component]
fn Form() -> View {
    let form = RwSignal::new(String::new());
    view! { <input bind:value=form.name/> }
}

fn main() {}
