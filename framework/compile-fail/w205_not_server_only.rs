//! A claim about a colour that does not hold: the signal is the browser's too.

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
