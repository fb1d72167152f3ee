//! Only the server checks what a browser writes.
//!
//! A check that a browser runs binds nobody: whoever controls the browser leaves it out. So a signal is made with its check,
//! which runs on the server, for every value that a browser sends.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let count = RwSignal::new(1u32).validate(|count| count.min(9));
    view! { <button on:click=move |_| count.update(|count| *count += 1)>{count}</button> }
}
