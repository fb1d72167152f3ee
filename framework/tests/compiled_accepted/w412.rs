//! A memo is computed, and cannot be written.
//!
//! Its value follows from the signals that it reads. A value that is set by hand is a signal.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let count = RwSignal::new(1);
    let double = memo(move || count.get() * 2);
    view! { <button on:click=move |_| count.set(2)>{double}</button> }
}
