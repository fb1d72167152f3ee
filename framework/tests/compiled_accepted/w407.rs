//! A reader does not write.
//!
//! `signal` gives two handles, one that reads and one that writes, so that a part of the program can be given only
//! the first. `RwSignal` is both.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! { <button on:click=move |_| set_count.set(1)>{count}</button> }
}
