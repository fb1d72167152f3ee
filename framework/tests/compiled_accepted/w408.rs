//! A signal that the browser writes owns its text.
//!
//! A text that the browser writes is sent to the server if the server reads it. A `&'static str` cannot come out of a
//! message.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (name, set_name) = signal(String::from("Ada"));
    view! { <button on:click=move |_| set_name.set(String::from("Bob"))>{name}</button> }
}
