//! A handler that returns a future, which would never run.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! {
        <button on:click=move |_| async move { set_count.set(1) }>{count}</button>
        <button on:click=move |_| { let next = count.get() + 1; async move { set_count.set(next); } }>{count}</button>
    }
}

fn main() {}
