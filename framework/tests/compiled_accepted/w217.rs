//! A function that makes signals for a component is a composable.
//!
//! A component has to know what of the function runs in the browser, and registers it. By `use_` it takes the
//! function for a composable, and `#[composable]` makes it one.

use watershed::prelude::*;

#[composable]
fn use_counter() -> (ReadSignal<i32>, WriteSignal<i32>) {
    signal(0)
}

#[component]
fn Page() -> View {
    let (count, set_count) = use_counter();
    view! { <button on:click=move |_| set_count.set(1)>{count}</button> }
}
