//! A control of a group says what it means.
//!
//! `bind:group` writes the value of the control that was chosen into the signal, so each one has a `value=`.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let size = RwSignal::new(String::from("small"));
    view! { <input type="radio" bind:group=size value="small"/> <input type="radio" bind:group=size value="large"/> }
}
