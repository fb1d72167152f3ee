//! `<Show>` has only its own props.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    view! { <Show when=true els="b">"text"</Show> }
}

fn main() {}
