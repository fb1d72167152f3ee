//! The server does not read a signal that must not go up.
//!
//! `#[no_uplink]` is a promise that what the browser writes to a signal stays in the browser. An action, or anything
//! that the server keeps up to date, reads it, so it would be sent.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    #[no_uplink]
    let password = RwSignal::new(String::new());
    view! { <input bind:value=password/> <p>{move || password.get().len()}</p> }
}
