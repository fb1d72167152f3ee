//! A signal is not a function.
//!
//! A signal is written by a method: `.set(value)` replaces what it holds, `.update(|value| ..)` changes it in place.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! { <button on:click=move |_| set_count.set(count.get() + 1)>{count}</button> }
}
