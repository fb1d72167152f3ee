//! Ten thousand towns, filtered as one types. Filter and towns stay on the server.

use watershed::prelude::*;

#[cfg(not(target_arch = "wasm32"))]
pub mod towns;

#[cfg(not(target_arch = "wasm32"))]
use towns::{Found, find};

/// The query of the address, with which the page begins.
#[server(derive(serde::Deserialize))]
#[derive(Default)]
struct Asked {
    #[serde(default)]
    q: String,
}

/// The page.
#[component]
pub fn Search() -> Result<View, Error> {
    let asked: Asked = request().query()?;
    let query = RwSignal::new(asked.q);
    let found = resource(move || query.get(), find);
    let count = move || found.with(|found| found.as_ref().map_or(0, |found: &Found| found.count));
    Ok(view! {
        <Head><title>"Search"</title><link rel="stylesheet" href=asset!("../style.css")></Head>
        <h1>"Towns"</h1>
        <form>
            <input id="query" type="search" name="q" autocomplete="off" aria-label="name" placeholder="Name of a town" bind:value=query/>
        </form>
        <p><b id="count">{count}</b>" found"</p>
        <ul id="towns">
            <For each={move || found.with(|found| found.as_ref().map(|found| found.first.clone()).unwrap_or_default())} key=|town| town.id let:town>
                <li><b>{town.get().name}</b>", "{town.get().people}" people"</li>
            </For>
        </ul>
    })
}

#[watershed::main]
fn main() -> Router {
    watershed::router().page("/", Search)
}
