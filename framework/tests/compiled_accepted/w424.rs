//! The value of a control is told by the event itself.
//!
//! In JavaScript an event leads to its element, and that has the value. Here `target()` may be any element, or none;
//! the event has `value()` and `checked()` of the control that it is about.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (name, set_name) = signal(String::new());
    view! { <input on:input=move |event| set_name.set(event.value())/> {name} }
}
