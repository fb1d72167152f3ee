//! `view!` takes nothing but markup.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { cx, <b>"text"</b> }
}

fn main() {}
