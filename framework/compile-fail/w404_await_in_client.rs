//! `.await` is not allowed in client code: a handler calls an action.

use watershed::prelude::*;

async fn load() -> i32 {
    1
}

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    view! { <button on:click=move |_| set_count.set(load().await)>{count}</button> }
}

fn main() {}
