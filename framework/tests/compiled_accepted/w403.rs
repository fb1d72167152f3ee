//! Client code makes no markup.
//!
//! Markup is rendered by the server, and what a component contains is known before it runs. Client code sets a
//! signal, and the markup follows it.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (more, set_more) = signal(false);
    view! {
        <button on:click=move |_| set_more.set(true)>"more"</button>
        <Show when=more><b>"more"</b></Show>
    }
}
