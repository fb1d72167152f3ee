//! `#[client_only]` on a signal that the server shows.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    #[client_only]
    let (open, set_open) = signal(false);
    view! {
        <button on:click=move |_| set_open.set(true)>"open"</button>
        <Show when=open><p>"text"</p></Show>
    }
}

fn main() {}
