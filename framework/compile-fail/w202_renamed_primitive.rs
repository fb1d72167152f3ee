//! A primitive keeps its name.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    use watershed::prelude::signal as state;
    let (count, _) = state(0);
    view! { <p>{count}</p> }
}

fn main() {}
