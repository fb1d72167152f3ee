//! A task of the server knows no page.
//!
//! Signals belong to a page, and a page lives on one thread. A task that is spawned runs anywhere, and outlives the
//! page. An action runs for the page, may await, and writes its signals.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    let load = action(async move |(): ()| set_count.set(1));
    view! { <button on:click=move |_| load.dispatch(())>{count}</button> }
}
