//! A control is bound to what can be written.
//!
//! A binding goes in both directions: the control shows the signal, and the signal gets what the visitor enters. A
//! memo or a `ReadSignal` cannot be written.

use watershed::prelude::*;

#[component]
fn Field(name: RwSignal<String>) -> View {
    view! { <input bind:value=name/> }
}

#[component]
fn Page() -> View {
    let (name, set_name) = signal(String::new());
    view! { <input bind:value=(name, set_name)/> }
}
