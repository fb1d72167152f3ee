//! A `ReadSignal` cannot write.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, _set_count) = signal(0);
    view! { <button on:click=move |_| count.set(1)>{count}</button> }
}

fn main() {}
