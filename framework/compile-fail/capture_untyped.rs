//! The type of a captured value must follow from its own `let`.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (names, set_names) = signal(Vec::new());
    set_names.update(|names| names.push(1_u64));
    view! { <button on:click=move |_| set_names.update(|names| names.clear())>{names.get().len()}</button> }
}

fn main() {}
