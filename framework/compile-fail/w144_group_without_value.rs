//! A box of a group without a value.

use watershed::prelude::*;

#[component]
fn Size() -> View {
    let size = RwSignal::new(String::new());
    view! { <input type="radio" bind:group=size/> }
}

fn main() {}
