//! Only keyboard events have a key.
//!
//! The event has no key, so a handler for one key would never run.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <input on:keydown:enter=move |_| {}/> }
}
