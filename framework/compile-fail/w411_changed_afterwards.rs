//! W411: a closure has a copy of a local, and the local is changed afterwards.

use watershed::prelude::*;

#[component]
fn Steps() -> View {
    let count = RwSignal::new(0);
    let mut step = 1;
    step += 1;
    let add = move || count.update(|count| *count += step);
    step = 10;
    view! { <button on:click=move |_| add()>{step} " " {count}</button> }
}

fn main() {}
