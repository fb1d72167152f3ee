//! A condition is a `bool`.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, _) = signal(0);
    view! { <Show when=count>"text"</Show> }
}

fn main() {}
