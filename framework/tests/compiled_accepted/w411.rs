//! A closure has what a local was at its place.
//!
//! A `move` closure takes a copy of a number, and keeps it when the number is changed afterwards. Client code contains the closure
//! itself, and would be given what the local is at the end. So the change comes first, or the closure takes a local of its own.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let count = RwSignal::new(0);
    let mut step = 1;
    let taken = step;
    let add = move || count.update(|count| *count += taken);
    step = 10;
    view! { <button on:click=move |_| add()>{step} " " {count}</button> }
}
