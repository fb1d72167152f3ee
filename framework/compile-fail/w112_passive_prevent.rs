//! A passive listener prevents nothing.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <div on:wheel:passive:prevent=move |_| {}>"text"</div> }
}

fn main() {}
