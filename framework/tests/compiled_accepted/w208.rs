//! A component that awaits is an `async fn`.
//!
//! `.await` is possible in an async function only. The page is sent when all of its components have been awaited.

use watershed::prelude::*;

async fn load() -> i32 {
    1
}

#[component]
async fn Page() -> View {
    let count = load().await;
    view! { <p>{count}</p> }
}
