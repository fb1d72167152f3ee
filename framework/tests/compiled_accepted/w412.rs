//! A memo is computed, and cannot be written.
//!
//! A memo computes its value from the signals that it reads. Use a signal for a value that code sets.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let count = RwSignal::new(1);
    let double = memo(move || count.get() * 2);
    view! { <button on:click=move |_| count.set(2)>{double}</button> }
}
