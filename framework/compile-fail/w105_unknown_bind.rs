//! Three things of a control can be bound.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let name = RwSignal::new(String::new());
    view! { <input bind:valid=name/> }
}

fn main() {}
