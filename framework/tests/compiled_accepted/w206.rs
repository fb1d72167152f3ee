//! The server's code does not use a client-only signal.
//!
//! `#[client_only]` is a promise that the server never needs this. The server uses it to render, so the promise does
//! not hold.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    #[client_only]
    let (clicks, set_clicks) = signal(0);
    view! { <button on:click=move |_| set_clicks.update(|n| *n += 1)>{clicks}</button> }
}
