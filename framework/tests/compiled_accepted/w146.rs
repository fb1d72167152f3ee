//! A control is bound to a signal.
//!
//! `bind:` writes what the visitor enters into a signal, and shows what code writes into it. A plain value never changes on the
//! page, so there is nothing to write into.

use watershed::prelude::*;

#[component]
fn Page(city: String) -> View {
    let entered = RwSignal::new(city);
    view! { <input bind:value=entered/> }
}
