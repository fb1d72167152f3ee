//! A browser has no files, no threads, and another clock.
//!
//! Rust's standard library compiles for wasm, but what needs an operating system ends with a panic there. Crates of
//! the server do not even compile. Such work belongs to an action; timers and the clock of the browser are functions
//! of the prelude.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (time, set_time) = signal(0.0);
    view! { <button on:click=move |_| set_time.set(window().now())>{time}</button> }
}
