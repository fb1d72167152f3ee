//! Only rates take an argument.
//!
//! Parentheses behind the name of a modifier are the milliseconds of `:debounce` and `:throttle`. Other modifiers
//! have nothing to say with them.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <button on:click:once=move |_| {}>"text"</button> }
}
