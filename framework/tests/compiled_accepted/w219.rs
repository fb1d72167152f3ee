//! A function that client code calls is a `Callback`.
//!
//! A Rust closure is code of the server together with what it captured, and neither can be sent. A `Callback` is
//! client code: what the parent writes in it is compiled for the browser, and what it captures crosses.

use watershed::prelude::*;

#[component]
fn Press(on_press: Callback) -> View {
    view! { <button on:click=move |_| on_press.run(())>"text"</button> }
}

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! { <Press on_press=move |_| set_count.set(1)/> {count} }
}
