//! `class:` names one class.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <p class=("open wide", true)>"text"</p> }
}

fn main() {}
