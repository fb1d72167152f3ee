//! A handler is a closure.
//!
//! Without a closure around it the call is done while the page renders, once, and the event does nothing.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! { <button on:click=move |_| set_count.set(1)>{count}</button> }
}
