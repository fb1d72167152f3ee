//! A rate needs a number of milliseconds.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <input on:input:debounce=move |_| {}/> }
}

fn main() {}
