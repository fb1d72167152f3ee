//! A shadow root is written in its element.

use watershed::prelude::*;

#[component]
fn Shadow() -> View {
    view! { <template shadowrootmode="open"><slot/></template> }
}

#[component]
fn Page(mode: &'static str) -> View {
    let (open, set_open) = signal(false);
    view! {
        <x-card><Shadow/>"text"</x-card>
        <x-card><template shadowrootmode=mode><slot/></template>"text"</x-card>
        <x-card on:click=move |_| set_open.set(true)>
            <Show when=open><template shadowrootmode="open"><slot/></template></Show>
        </x-card>
    }
}

fn main() {}
