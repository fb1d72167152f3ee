//! A captured local is a copy: assigning to it would be lost.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    let mut clicks = 0;
    view! { <button on:click=move |_| { clicks += 1; set_count.set(clicks); }>{count}</button> }
}

fn main() {}
