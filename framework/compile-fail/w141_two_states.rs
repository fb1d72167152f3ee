//! Two attributes that set the same state.

use watershed::prelude::*;

#[component]
fn Name() -> View {
    let name = RwSignal::new(String::new());
    view! {
        <input value="Ada" bind:value=name/>
        <select bind:value=name value="a"><option>"a"</option></select>
    }
}

fn main() {}
