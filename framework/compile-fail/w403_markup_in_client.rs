//! Client code cannot make markup: the server renders it.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! {
        <button on:click=move |_| {
            let _badge = view! { <b>"more"</b> };
            set_count.update(|count| *count += 1);
        }>{count}</button>
    }
}

fn main() {}
