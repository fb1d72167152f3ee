//! Client code cannot make signals.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (total, set_total) = signal(0);
    view! {
        <button on:click=move |_| {
            let (count, set_count) = signal(0);
            set_count.set(1);
            set_total.set(count.get());
        }>{total}</button>
    }
}

fn main() {}
