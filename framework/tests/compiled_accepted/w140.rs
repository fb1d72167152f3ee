//! A control is bound by what it holds.
//!
//! The type of an `<input>` decides what its state is: text, a check mark, or a file that only the user can choose. A
//! signal bound to a state that the type does not have would never change.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let name = RwSignal::new(String::new());
    let agreed = RwSignal::new(false);
    view! { <input type="text" bind:value=name/> <input type="checkbox" bind:checked=agreed/> }
}
