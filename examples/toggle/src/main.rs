//! The toggle: a write in the browser reaches a `Show`, which only the server can fill.

use watershed::prelude::*;

/// Shows its children once the page is live, and hides them on a click.
#[component]
fn Toggle(children: Children) -> View {
    let (show, set_show) = signal(false);
    on_mount(move || set_show.set(true));
    view! {
        <section>
            <button id="toggle" on:click=move |_| set_show.update(|show| *show = !*show)>"Toggle"</button>
            <div id="content">
                <Show when=show>{children()}</Show>
            </div>
        </section>
    }
}

/// The page. The content of the toggle is here, and stays on the server.
#[component]
pub fn Page() -> View {
    view! {
        <Head><title>"Toggle"</title><link rel="stylesheet" href=asset!("../style.css")></Head>
        <Toggle>
            <p>"These words are rendered on the server, when they are first asked for."</p>
        </Toggle>
    }
}

#[watershed::main]
fn main() -> Router {
    watershed::router().page("/", Page)
}
