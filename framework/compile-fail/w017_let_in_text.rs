//! A `let` is a statement, and there are none between tags.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, _set_count) = signal(0);
    view! { <p>let double = count.get() * 2; {double}</p> }
}

fn main() {}
