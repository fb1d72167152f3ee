//! A context is taken where the component is rendered.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! {
        <button on:click=move |_| set_count.set(use_context::<i32>().unwrap_or(1))>{count}</button>
    }
}

fn main() {}
