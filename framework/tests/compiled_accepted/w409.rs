//! A signal is not its value.
//!
//! `count` names the signal; `count.get()` is what it holds now, and makes the code follow it. Operators, conditions,
//! loops and fields need the value.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! { <button on:click=move |_| set_count.set(count.get() + 1)>{count}</button> }
}
