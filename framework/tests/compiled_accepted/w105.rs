//! `bind:` has four uses.
//!
//! `bind:` keeps a signal and a control equal, in both directions. That is known for the value, the check mark, the
//! group and what is open; anything else is a property to write and an event to read.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let name = RwSignal::new(String::new());
    view! { <input bind:value=name/> }
}
