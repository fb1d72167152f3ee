//! Client code does not change what it captured.
//!
//! A handler runs in the browser, with a copy of what it captured. A change of that copy would be lost, for the page
//! and for the server. What changes is a signal.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (clicks, set_clicks) = signal(0);
    view! { <button on:click=move |_| set_clicks.update(|clicks| *clicks += 1)>{clicks}</button> }
}
