//! A component that awaits is an `async fn`.

use watershed::prelude::*;

async fn load() -> i32 {
    1
}

#[component]
fn Page() -> View {
    let count = load().await;
    view! { <p>{count}</p> }
}

fn main() {}
