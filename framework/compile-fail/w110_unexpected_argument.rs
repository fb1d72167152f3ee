//! Only rates take an argument.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <button on:click:once(2)=move |_| {}>"text"</button> }
}

fn main() {}
