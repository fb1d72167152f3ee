//! The window and what the visitor stores are in the browser.
//!
//! The body of a component runs on the server, and so do its memos and what its markup shows at first: there is no window, and
//! nobody's storage. What the browser knows comes into a signal when the page is there. An effect runs again when the state of
//! the connection has changed.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let theme = RwSignal::new(String::new());
    on_mount(move || theme.set(storage().get("theme").unwrap_or_default()));
    effect(
        move || theme.get(),
        move |theme| storage().set("theme", &theme),
    );
    let state = RwSignal::new(Connection::Live);
    effect(move || state.set(connection()));
    view! {
        <main class=theme class:waits={state.get() != Connection::Live}>
            <button on:click=move |_| theme.set("dark".into())>"dark"</button>
        </main>
    }
}
