//! A browser has no standard output.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! { <button on:click=move |_| { println!("{}", count.get()); set_count.set(1) }>{count}</button> }
}

fn main() {}
