//! A value that is read in the body is read once.

#![deny(deprecated)]

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(1);
    let twice = count.get() * 2;
    view! {
        <button on:click=move |_| set_count.update(|count| *count += 1)>"more"</button>
        <p>{twice}</p>
    }
}

fn main() {}
