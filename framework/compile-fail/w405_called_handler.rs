//! A handler is a closure, not a call.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! { <button on:click=set_count.set(1)>{count}</button> }
}

fn main() {}
