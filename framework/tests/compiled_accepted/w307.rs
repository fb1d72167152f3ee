//! An event is spelt as browsers spell it.
//!
//! A browser never dispatches an event of this name, so the handler would never run. For an event of your own there
//! is `:custom`.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <button on:click=move |_| {}>"text"</button> }
}
