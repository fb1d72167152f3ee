//! A turn in the browser runs to its end.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! { <button on:click=async move |_| set_count.set(1)>{count}</button> }
}

fn main() {}
