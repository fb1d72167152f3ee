//! A setter is not a function.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! { <button on:click=move |_| set_count(count.get() + 1)>{count}</button> }
}

fn main() {}
