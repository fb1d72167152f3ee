//! A memo is computed, and cannot be written.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let count = RwSignal::new(1);
    let double = memo(move || count.get() * 2);
    view! { <button on:click=move |_| double.set(4)>{double} {count}</button> <input bind:value=double/> }
}

fn main() {}
