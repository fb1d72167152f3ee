//! A document does not come and go.

use watershed::prelude::*;

#[component]
fn Page() -> View {
    let (dark, set_dark) = signal(false);
    view! {
        <Show when=dark><html lang="en"><body>"dark"</body></html></Show>
        {if dark.get() {
            view! { <html class="dark"><body>"dark"</body></html> }
        } else {
            view! { <html><body on:click=move |_| set_dark.set(true)>"light"</body></html> }
        }}
    }
}

fn main() {}
