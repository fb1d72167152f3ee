//! A box of a group that says nothing.

use watershed::prelude::*;

#[component]
fn Size() -> View {
    let size = RwSignal::new(String::new());
    view! { <input type="radio" bind:group=size/> }
}

fn main() {}
