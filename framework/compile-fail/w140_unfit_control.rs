//! A type of control without the bound state.

use watershed::prelude::*;

#[component]
fn Upload() -> View {
    let file = RwSignal::new(String::new());
    let agreed = RwSignal::new(String::new());
    let wide = RwSignal::new(false);
    view! {
        <input type="file" bind:value=file/>
        <input type="checkbox" bind:value=agreed/>
        <input type="text" bind:checked=wide/>
    }
}

fn main() {}
