//! The counter: two client functions, one binding, no socket.

use watershed::prelude::*;

/// Counts clicks, in the browser alone.
#[component]
pub fn Counter() -> View {
    let (count, set_count) = signal(0);
    view! {
        <Head><title>"Counter"</title><link rel="stylesheet" href=asset!("../style.css")></Head>
        <main>
            <h1>{count}</h1>
            <button id="dec" on:click=move |_| set_count.update(|count| *count -= 1)>"-"</button>
            <button id="inc" on:click=move |_| set_count.update(|count| *count += 1)>"+"</button>
        </main>
    }
}

#[watershed::main]
fn main() -> Router {
    watershed::router().page("/", Counter)
}
