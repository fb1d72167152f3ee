//! A document does not come and go.
//!
//! The browser has one document, with one `<html>`. Its attributes and what is in its `<body>` may change.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (dark, set_dark) = signal(false);
    view! {
        <html lang="en" class:dark=dark>
            <body on:click=move |_| set_dark.set(true)>
                <Show when=dark>"dark"</Show>
            </body>
        </html>
    }
}
