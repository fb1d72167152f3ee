//! One attribute says what a control holds.
//!
//! `bind:` and `prop:` say at any time what is in a control. A second attribute that says it too would win or lose by
//! its order.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let name = RwSignal::new(String::from("Ada"));
    view! { <input bind:value=name/> }
}
