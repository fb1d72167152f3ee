//! Client code does not wait.
//!
//! An event is handled in one turn of the browser, from its beginning to its end; nothing there could drive a future.
//! Work that takes time is an action: it runs on the server.

use watershed::prelude::*;

async fn load() -> i32 {
    1
}

#[component]
fn Page() -> View {
    let (count, set_count) = signal(0);
    let reload = action(async move |(): ()| set_count.set(load().await));
    view! { <button on:click=move |_| reload.dispatch(())>{count}</button> }
}
