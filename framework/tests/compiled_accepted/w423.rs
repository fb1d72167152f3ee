//! A closure that is written apart says which event it takes.
//!
//! In `on:keydown=move |event| ..` the type of the event follows from the attribute. A closure in a `let` is typed
//! before it is used, so a method of the event needs the type.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (key, set_key) = signal(String::new());
    let pressed = move |event: Event<event::keydown>| set_key.set(event.key());
    view! { <input on:keydown=pressed/> {key} }
}
