//! Markup is no condition.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (show, _set_show) = signal(true);
    view! { <div>{show.get() && view! { <b>"text"</b> }}</div> }
}

fn main() {}
