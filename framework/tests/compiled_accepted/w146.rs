//! A control is bound to a signal.
//!
//! What a visitor enters is written to the signal, and what code writes to the signal is shown. A value can be neither followed nor
//! written.

use watershed::prelude::*;

#[component]
fn Page(city: String) -> View {
    let entered = RwSignal::new(city);
    view! { <input bind:value=entered/> }
}
