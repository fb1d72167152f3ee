//! A setter that is given to an unknown function may be kept anywhere, so its signal is open.

use watershed::prelude::*;

fn keep(_setter: WriteSignal<i32>) {}

#[component]
fn Page() -> View {
    #[server_only]
    let (count, set_count) = signal(0);
    keep(set_count);
    view! { <p>{count}</p> }
}

fn main() {}
