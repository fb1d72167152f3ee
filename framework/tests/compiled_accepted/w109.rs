//! A rate has a number of milliseconds.
//!
//! `:debounce` waits for a pause, `:throttle` keeps a distance, and how long is different for each use.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <input on:input:debounce(300)=move |_| {}/> }
}
