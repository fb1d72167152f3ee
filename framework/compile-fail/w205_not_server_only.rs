//! `#[server_only]` on a signal that client code uses.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    #[server_only]
    let (count, set_count) = signal(0);
    view! {
        <button on:click=move |_| set_count.update(|count| *count += 1)>{count}</button>
    }
}

fn main() {}
