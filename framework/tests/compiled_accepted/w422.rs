//! A `static` is another one in the browser.
//!
//! The server and each browser have a copy of every `static`. What a handler writes to its copy is seen by this page
//! alone, until it is reloaded. One that nobody writes may be read anywhere.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! { <button on:click=move |_| set_count.update(|count| *count += 1)>{count}</button> }
}
