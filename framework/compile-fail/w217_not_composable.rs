//! A function that makes signals for a component is a composable.

use watershed::prelude::*;

fn use_counter() -> (ReadSignal<i32>, WriteSignal<i32>) {
    signal(0)
}

#[component]
fn Page() -> View {
    let (count, set_count) = use_counter();
    view! { <button on:click=move |_| set_count.set(1)>{count}</button> }
}

fn main() {}
