//! Sessions that sleep while somebody reads the page.

use watershed::prelude::*;

/// A switch whose content the server makes, with rows that the browser counts on, and how often the server has made the page.
#[component]
pub fn Reading() -> View {
    let (open, set_open) = signal(false);
    let rows = RwSignal::new(0u32);
    let runs = run();
    view! {
        <output id="runs">{runs}</output>
        <button id="open" on:click=move |_| set_open.update(|open| *open = !*open)>"open"</button>
        <Show when=open><p id="content">"about it"</p></Show>
        <button id="more" on:click=move |_| rows.update(|rows| *rows += 1)>{rows}</button>
        <ul><For each=move || 0..rows.get() key=|row| *row let:row><li>{row}</li></For></ul>
    }
}

/// The limits that were reached, for whoever waits until a session sleeps.
#[component]
pub fn Figures() -> View {
    let (slept, made_again) = (hits("idle"), hits("fetched"));
    view! { <p id="slept">{slept}</p> <p id="made-again">{made_again}</p> <p id="runs">{runs()}</p> }
}

#[server]
mod counted {
    use std::sync::atomic::{AtomicU64, Ordering};

    static RUNS: AtomicU64 = AtomicU64::new(0);

    /// Counts a run of the page.
    pub fn run() -> &'static str {
        RUNS.fetch_add(1, Ordering::Relaxed);
        "a page"
    }

    /// Returns how often the page was made.
    pub fn runs() -> u64 {
        RUNS.load(Ordering::Relaxed)
    }

    /// Returns how often a limit was reached.
    pub fn hits(name: &str) -> u64 {
        let mut limits = watershed::server::limits();
        let limit = limits.find(|limit| limit.name == name);
        limit.expect("there is such a limit").hits
    }
}
#[server]
use counted::{hits, run, runs};
