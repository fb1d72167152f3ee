//! The window and what the visitor stores are in the browser.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let theme = RwSignal::new(storage().get("theme").unwrap_or_default());
    let is_narrow = memo(move || window().width() < 600.0);
    view! {
        <main class:narrow=is_narrow class=theme hidden={connection() != Connection::Live}>{move || tab_storage().get("note")}</main>
    }
}

fn main() {}
